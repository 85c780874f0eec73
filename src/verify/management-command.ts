import { isLoopbackHost } from '../../infra/settings.ts';
import type { Target } from './target.ts';

/**
 * A line for a POSIX shell that sends one PATCH to the Management API, for what the program does not declare. It signs in as the
 * application that deploys the tenant: the local tenant's own, else the one in `AUTH0_CLIENT_ID` and `AUTH0_CLIENT_SECRET`.
 *
 * Secret and token go from pipe to pipe: the arguments of a process are for everybody on the machine to read.
 *
 * @param path below `/api/v2/`
 * @param body holds no text that a shell would not take as it is
 */
export function patchCommand({ issuer }: Target, path: string, body: object): string {
  const local = isLoopbackHost(new URL(issuer).host);
  const curl = local ? 'curl -sSf --cacert "$SSL_CERT_FILE"' : 'curl -sSf';
  const credentials = 'client_id=${AUTH0_CLIENT_ID:?}&client_secret=${AUTH0_CLIENT_SECRET:?}';
  const line = [
    `printf %s "grant_type=client_credentials&audience=${issuer}api/v2/&${credentials}"`,
    `${curl} ${issuer}oauth/token -d @-`,
    String.raw`sed "s/.*\"access_token\":\"\([^\"]*\)\".*/authorization: Bearer \1/"`,
    `${curl} -X PATCH ${issuer}api/v2/${path} -H @- -H content-type:application/json -d ${JSON.stringify(JSON.stringify(body))}`,
  ].join(' | ');
  return local ? `npx omnichat-auth0 tenant exec -- sh -c '${line}'` : line;
}
