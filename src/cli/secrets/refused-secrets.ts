import { parse } from 'dotenv';
import { readDotenvFile } from '../../dotenv/file.ts';
import { resolved } from '../../dotenv/reference.ts';
import { type SecretHolder, secretHolders, secretName } from '../../dotenv/rotated-secret.ts';
import { type HeldSecret, probeSecrets } from '../../drift/tenant/secret-probe.ts';
import { contentOf } from '../../drift/tenant/reading.ts';
import { systemClock } from '../../management/clock.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { heldSecretsIn } from '../stack/held-secrets.ts';
import { tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import type { Stack } from '../stack/stack.ts';

/** What Auth0 says of the client secrets in a `.env`, by the names of their variables. */
export interface TriedSecrets {
  readonly refused: readonly string[];
  /** Why it could not be asked of some. */
  readonly untried: readonly string[];
}

/** Has the tenant of a stack try the client secrets in a `.env`: whoever changes one outside of the stack tells nobody. */
export async function trySecrets(
  path: string,
  { stack, options }: { readonly stack: Stack; readonly options: Pick<GlobalOptions, 'directory'> },
  invocation: Invocation,
): Promise<TriedSecrets> {
  const variables = resolved(parse((await readDotenvFile(path)).text ?? ''), invocation.environment);
  const { domain } = stack.settings;
  const held = variables['AUTH0_DOMAIN'] === domain ? heldSecretsIn(variables, path) : [];
  if (held.length === 0) return { refused: [], untried: [] };
  const place = { directory: tenantDirectory(options, invocation), domain };
  try {
    return await (stack.local
      ? withLocalTenant(place, invocation, (tenant) => tried(tenant, held))
      : tried({ domain }, held));
  } catch (error) {
    invocation.interrupted.throwIfAborted();
    return { refused: [], untried: [error instanceof Error ? error.message : String(error)] };
  }
}

async function tried(address: TenantAddress, held: readonly HeldSecret[]): Promise<TriedSecrets> {
  const probed = await probeSecrets(address, held, systemClock);
  return {
    refused: probed.filter(({ works }) => contentOf(works) === false).map(variableOf),
    untried: [...new Set(probed.flatMap(({ works }) => (works.read ? [] : [works.error.message])))],
  };
}

/** The variable of an application's credentials, which are called after it. */
function variableOf({ name }: HeldSecret): string {
  return secretName(secretHolders.find((holder) => name.startsWith(holder)) as SecretHolder);
}
