import { myAccountApiIdentifier } from '../../rules/fresh-tenant.ts';
import type { ResourceServer } from '../../state/entities/apis.ts';

type SystemApi = Omit<ResourceServer, 'id' | 'identifier'>;

const expressConfiguration: SystemApi = {
  name: 'Okta OIN Express Configuration API',
  is_system: true,
  scopes: [
    { value: 'express_configure:sso', description: 'Ability to create SSO configurations' },
    { value: 'express_configure:scim', description: 'Ability to create scim configurations' },
  ],
  signing_alg: 'RS256',
  allow_offline_access: false,
  token_lifetime: 300,
  token_lifetime_for_web: 7200,
  skip_consent_for_verifiable_first_party_clients: false,
  enforce_policies: true,
  subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'deny_all' } },
};

const myAccount: SystemApi = {
  name: 'Auth0 My Account API',
  is_system: true,
  scopes: [
    { value: 'create:me:connected_accounts', description: 'Create Connected Accounts' },
    { value: 'read:me:connected_accounts', description: 'Read Connected Accounts' },
    { value: 'delete:me:connected_accounts', description: 'Delete Connected Accounts' },
    { value: 'read:me:authentication_methods', description: 'Read Authentication Methods' },
    { value: 'delete:me:authentication_methods', description: 'Delete Authentication Methods' },
    { value: 'update:me:authentication_methods', description: 'Update Authentication Methods' },
    { value: 'read:me:factors', description: 'Read Factors' },
    { value: 'create:me:authentication_methods', description: 'Create Authentication Methods' },
  ],
  signing_alg: 'RS256',
  allow_offline_access: true,
  token_lifetime: 600,
  token_lifetime_for_web: 600,
  skip_consent_for_verifiable_first_party_clients: true,
  proof_of_possession: { mechanism: 'dpop', required: false },
  subject_type_authorization: { user: { policy: 'require_client_grant' }, client: { policy: 'deny_all' } },
};

/**
 * What an API of Auth0's own is, whatever the request that makes it says; undefined for an identifier of the tenant's.
 *
 * Source: recordings of go-auth0 and of the Terraform provider, `TestResourceServer_ExpressConfiguration` and `_ACR`.
 */
export function systemApi(identifier: string, domain: string): SystemApi | undefined {
  if (identifier === 'urn:auth0:express-configure') return expressConfiguration;
  return identifier === myAccountApiIdentifier(domain) ? myAccount : undefined;
}

/** The answer to the request that makes an API: Auth0 adds some scopes of its My Account API only afterwards. */
export function showNewApi(api: ResourceServer): ResourceServer {
  if (api.name !== myAccount.name || api.is_system !== true) return api;
  const { scopes = [] } = myAccount;
  return { ...api, scopes: scopes.filter(({ value }) => value.endsWith(':connected_accounts')) };
}
