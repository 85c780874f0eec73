import { tenantNameOf } from '../../domain.ts';
import type { Client, ClientCredential, CredentialReferences } from '../../state/entities/applications.ts';
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
    ...(client.global !== true && unpublished),
    ...client,
    tenant: tenantNameOf(domain),
    ...backchannelLogout(client),
    signing_keys: [{ cert: keys.current.certificate, subject: `/CN=${domain}` }],
  };
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !hidden.has(name)));
}

/**
 * A new application: this answer alone shows its credentials whole, and any later one their ids.
 *
 * Source: recordings of go-auth0, such as `TestClientAuthenticationMethods`.
 */
export function showNewClient(
  client: Client,
  scopes: ReadonlySet<string>,
  context: ManagementContext,
): object {
  const { signed_request_object: requestObject, client_authentication_methods: methods } = client;
  const { clientCredentials } = context.store.read;
  const whole = (holder: Partial<CredentialReferences>): object => ({
    ...holder,
    ...(holder.credentials && {
      credentials: holder.credentials.map(({ id }) => {
        const credential = clientCredentials.get(id);
        return credential ? showCredential(credential) : { id };
      }),
    }),
  });
  return {
    ...showClient(client, scopes, context),
    encrypted: true,
    ...(requestObject && { signed_request_object: whole(requestObject) }),
    ...(methods && {
      client_authentication_methods: Object.fromEntries(
        Object.entries(methods).map(([method, holder]) => [method, whole(holder)]),
      ),
    }),
  };
}

/** A credential as the API shows it, without the key. */
export function showCredential({ client_id: _clientId, ...credential }: ClientCredential): object {
  return Object.fromEntries(Object.entries(credential).filter(([name]) => name !== 'pem'));
}

/** What Auth0 answers of every application and, but for the first, does not publish. Source: recordings of auth0-deploy-cli. */
const unpublished = { global: false, cross_origin_auth: false, callback_url_template: false };

/** The older name of the logout settings, which knows the URLs alone. */
function backchannelLogout({ oidc_logout: logout }: Client): object {
  if (!logout) return {};
  return { oidc_backchannel_logout: { backchannel_logout_urls: logout['backchannel_logout_urls'] } };
}
