import { ownCommand } from '../text/own-command.ts';
import { shellWord } from '../text/shell-word.ts';

/** How a tenant is named to a command: by a stack of the project, or by its domain. */
export type NamedTenant = { readonly stack: string } | { readonly domain: string };

/** What stands for every application of a third party where a grant's holder is named. */
export const everyThirdParty = 'third-parties';

/** Changes properties of one thing in a tenant; a text is written as it is, anything else as JSON. */
export function setCommand(
  tenant: NamedTenant,
  address: string,
  values: Readonly<Record<string, unknown>>,
): string {
  return mend(
    tenant,
    'set',
    address,
    ...Object.entries(values).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  );
}

/** Deletes one thing of a tenant. */
export const deleteCommand = (tenant: NamedTenant, address: string): string =>
  mend(tenant, 'delete', address);

/** Lets an application, or every third party, ask people for scopes of an API. */
export const grantCommand = (
  tenant: NamedTenant,
  holder: string,
  audience: string,
  scopes: readonly string[],
): string => mend(tenant, 'grant', holder, audience, ...scopes);

/** Imports an application from its client ID metadata document. */
export const importClientCommand = (tenant: NamedTenant, url: string): string => mend(tenant, 'import', url);

function mend(tenant: NamedTenant, verb: string, ...operands: readonly string[]): string {
  const named = 'stack' in tenant ? `-s ${tenant.stack}` : `--domain ${tenant.domain}`;
  return ownCommand(['mend', verb, ...operands.map(shellWord), named].join(' '));
}
