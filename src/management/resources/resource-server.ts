import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { member, objectOf } from '../answer.ts';
import { pathPart } from '../management-client.ts';
import { allOf, type Identified, itemsByPage } from '../paging.ts';
import { itemsIn, type Part } from './part.ts';
import { entityType, readEntity } from './entity.ts';
import type { PropertyRule } from '../properties/property-rules.ts';

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

/** As much of an API as anybody judges by. */
export const resourceServerShape = objectOf({
  id: member.id,
  identifier: member.id,
  name: member.text,
  signing_alg: member.text,
  token_lifetime: member.number,
  allow_offline_access: member.flag,
  enforce_policies: member.flag,
  skip_consent_for_verifiable_first_party_clients: member.flag,
  subject_type_authorization: member.object,
  scopes: z.array(objectOf({ value: z.string() })).nullish(),
});

/** The APIs. */
export const apis: Part<readonly Identified<'id' | 'identifier'>[]> = {
  name: 'APIs',
  read: ({ api }) =>
    allOf(
      itemsByPage(api, { path: '/resource-servers', items: 'resource_servers', shape: resourceServerShape }),
    ),
};

/** An API (Management API v2, `/resource-servers`), without its scopes. */
export const resourceServer = entityType({
  token: 'auth0:index/resourceServer:ResourceServer',
  noun: 'API',
  called: {
    noun: 'API',
    by: 'identifier',
    endsWithIt:
      'its grants go with it, its tokens are good for nothing, and whoever is linked has to link again',
  },
  readScope: 'read:resource_servers',
  deployScopes: ['create:resource_servers', 'update:resource_servers', 'delete:resource_servers'],
  dashboardPage: (id) => `apis/${id}/settings`,
  rules,
  listing: itemsIn(apis, 'id', rules),
  collection: '/resource-servers',
  id: 'id',
  shape: resourceServerShape,
  naturalKey: ({ identifier }) => String(identifier),
  async find(api, { identifier }) {
    const path = `/resource-servers/${pathPart(String(identifier))}`;
    const found = await readEntity(api, resourceServerShape, path);
    return found === undefined ? [] : [found.id];
  },
});
