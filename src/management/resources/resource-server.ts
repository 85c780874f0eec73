import type * as auth0 from '@pulumi/auth0';
import { idIn } from '../answer-id.ts';
import { pathPart } from '../management-client.ts';
import { entityType, readEntity } from './entity.ts';
import type { PropertyRule } from './property-rules.ts';

const rules = {
  identifier: { replaces: true },
  verificationLocation: { wire: 'verificationLocation' },
  consentPolicy: { nullable: true },
  authorizationDetails: { unsupported: 'has a switch in every item.' },
  authorizationPolicy: { nullable: true },
  tokenEncryption: {
    as: 'switchable',
    nullable: true,
    members: { encryptionKey: { members: { algorithm: { wire: 'alg' } } } },
  },
  proofOfPossession: { as: 'switchable', nullable: true },
  /** Of their own resource, `ResourceServerScopes`. */
  scopes: { hidden: true },
} as const satisfies Partial<Record<keyof auth0.ResourceServerArgs | 'scopes', PropertyRule>>;

/** An API (Management API v2, `/resource-servers`), without its scopes. */
export const resourceServer = entityType({
  token: 'auth0:index/resourceServer:ResourceServer',
  noun: 'API',
  called: { noun: 'API', by: 'identifier' },
  readScope: 'read:resource_servers',
  deployScopes: ['create:resource_servers', 'update:resource_servers', 'delete:resource_servers'],
  dashboardPage: (id) => `apis/${id}/settings`,
  rules,
  collection: '/resource-servers',
  id: 'id',
  naturalKey: ({ identifier }) => String(identifier),
  async find(api, { identifier }) {
    const path = `/resource-servers/${pathPart(String(identifier))}`;
    const found = await readEntity(api, path);
    return found === undefined ? [] : [idIn(found, 'id', { domain: api.domain, method: 'GET', path })];
  },
});
