import type { Client } from '../../state/entities/applications.ts';
import type { ManagementContext } from '../route.ts';

/** Any of these lets a caller see secrets and keys. */
export const keyScopes = ['read:client_keys', 'read:client_credentials'];
const keyProperties = ['client_secret', 'signing_keys', 'encryption_key'];

/** An application as the API shows it to a caller with these scopes. */
export function showClient(
  client: Client,
  scopes: ReadonlySet<string>,
  { keys, domain }: ManagementContext,
): object {
  const hidden = new Set([
    ...(keyScopes.some((scope) => scopes.has(scope)) ? [] : keyProperties),
    // Who authenticates by keys has no secret to show.
    ...(client.client_authentication_methods ? ['client_secret'] : []),
  ]);
  const shown = {
    ...client,
    ...backchannelLogout(client),
    signing_keys: [{ cert: keys.current.certificate, subject: `/CN=${domain}` }],
  };
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !hidden.has(name)));
}

/** The older name of the logout settings, which knows the URLs alone. */
function backchannelLogout({ oidc_logout: logout }: Client): object {
  if (!logout) return {};
  return { oidc_backchannel_logout: { backchannel_logout_urls: logout['backchannel_logout_urls'] } };
}
