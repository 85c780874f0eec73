import type * as auth0 from '@pulumi/auth0';
import { answerAs, member, objectOf } from '../answer.ts';
import { anyApplication, eachApplication } from './client.ts';
import { entityType, only } from './entity.ts';
import { fromWire, type PropertyRule } from '../properties/property-rules.ts';

const rules = {
  externalClientId: { replaces: true },
  externalClientIdVersion: { unsupported: 'has Auth0 fetch the document once more, and is in no answer.' },
  clientMetadata: { as: 'map' },
  defaultOrganization: { as: 'switchable', nullable: true },
  tokenQuota: { nullable: true },
  organizationDiscoveryMethods: { nullable: true },
} as const satisfies Partial<Record<keyof auth0.ClientCimdArgs, PropertyRule>>;

const entity = entityType({
  ...anyApplication,
  token: 'auth0:index/clientCimd:ClientCimd',
  noun: 'imported application',
  rules,
  listing: eachApplication((application) => fromWire(application, rules)),
  naturalKey: ({ externalClientId }) => String(externalClientId),
});

const collection = '/clients/cimd/register';

/**
 * An application that Auth0 imports from its client ID metadata document (Management API v2, `/clients/cimd`). To import a document again
 * brings the same application up to date.
 */
export const clientCimd: typeof entity = {
  ...entity,
  async create(api, desired) {
    const asked = { domain: api.domain, method: 'POST', path: collection };
    const answer = await api.post(collection, { external_client_id: desired['externalClientId'] });
    const { client_id: id } = answerAs(answer, objectOf({ client_id: member.id }), asked);
    const live = (await entity.read(api, id)) ?? {};
    const changed = Object.keys(desired).filter((name) => name !== 'externalClientId');
    if (changed.length === 0) return { id, properties: live };
    const update = { desired: only(desired, changed), live, changed, cleared: [] };
    return { id, properties: await entity.update(api, id, update) };
  },
};
