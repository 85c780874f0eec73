import { ownCommand } from '../text/own-command.ts';
import { isLoopbackHost } from '../../infra/settings.ts';
import type { Target } from './target.ts';

/** A change of something in the tenant. */
interface ManagementChange {
  readonly method: 'DELETE' | 'PATCH';
  /** Below `/api/v2/`. */
  readonly path: string;
  /** Holds no text that a shell would not take as it is. */
  readonly body?: object;
}

/**
 * A line for a POSIX shell that sends one request to the Management API, for what the program does not declare. It signs in as the
 * application that deploys the tenant: the local tenant's own, else the one in `AUTH0_CLIENT_ID` and `AUTH0_CLIENT_SECRET`.
 *
 * Secret and token go from pipe to pipe: the arguments of a process are for everybody on the machine to read.
 */
export function managementCommand({ issuer }: Target, { method, path, body }: ManagementChange): string {
  const local = isLoopbackHost(new URL(issuer).host);
  const curl = local ? 'curl -sSf --cacert "$SSL_CERT_FILE"' : 'curl -sSf';
  const credentials = 'client_id=${AUTH0_CLIENT_ID:?}&client_secret=${AUTH0_CLIENT_SECRET:?}';
  const json =
    body === undefined ? '' : ` -H content-type:application/json -d ${JSON.stringify(JSON.stringify(body))}`;
  const line = [
    `printf %s "grant_type=client_credentials&audience=${issuer}api/v2/&${credentials}"`,
    `${curl} ${issuer}oauth/token -d @-`,
    String.raw`sed "s/.*\"access_token\":\"\([^\"]*\)\".*/authorization: Bearer \1/"`,
    `${curl} -X ${method} ${issuer}api/v2/${path} -H @-${json}`,
  ].join(' | ');
  return local ? ownCommand(`tenant exec -- sh -c '${line}'`) : line;
}
