import { beforeAll, describe, expect, test } from 'vitest';
import { ManagementClient } from '../../../src/management/management-client.ts';
import type { Properties } from '../../../src/management/properties/property-rules.ts';
import { resourceType } from '../../../src/management/resources/resource-types.ts';
import { FakeClock } from '../../support/stand-ins/fake-clock.ts';
import {
  type Answer,
  type Answering,
  answersOf,
  type Asked,
  fetchFrom,
} from '../../support/tenants/in-process-tenant.ts';
import { tenantDomain, managementTenant } from '../../support/tenants/management-tenant.ts';

/** What tells nothing of a write, although it says that all went well. */
const silent: Readonly<Record<string, Answer>> = {
  'nothing, with 200': { status: 200, text: '' },
  'nothing, with 204': { status: 204, text: '' },
  null: { status: 200, text: 'null' },
  '{}': { status: 200, text: '{}' },
  '[null]': { status: 200, text: '[null]' },
  'a text': { status: 200, text: '"str"' },
};

interface Case {
  readonly desired: Properties;
  readonly changed: Properties;
}

/** The tenant. */
let answering: Answering;
/** What the client asks. */
let network: Answering;
let cases: Readonly<Record<string, Case>>;

const client = new ManagementClient({
  domain: tenantDomain,
  fetch: fetchFrom((asked) => network(asked)),
  credentials: { clientId: 'a', clientSecret: 'b' },
  clock: new FakeClock(),
});

beforeAll(async () => {
  const tenant = await managementTenant();
  answering = await answersOf(tenant);
  const made = async (path: string, body: object) =>
    (await tenant.call('POST', path, body)).body as Readonly<Record<string, string>>;
  const application = await made('/clients', { name: 'holder', app_type: 'regular_web' });
  const other = await made('/clients', { name: 'other', app_type: 'regular_web' });
  const scopes = ['a', 'b'].map((value) => ({ value, description: value }));
  await made('/resource-servers', { identifier: 'https://api', scopes });
  await made('/resource-servers', { identifier: 'https://parts' });
  const { id: roleId } = await made('/roles', { name: 'holder' });
  const { id: connectionId } = await made('/connections', { name: 'holder', strategy: 'auth0' });
  const permission = (name: string) => ({ name, resourceServerIdentifier: 'https://api' });
  const scope = (name: string) => ({ name, description: name });
  const [clientId, otherId] = [application['client_id'], other['client_id']];
  cases = {
    'client:Client': {
      desired: { name: 'app', appType: 'regular_web', callbacks: ['https://a.example/'] },
      changed: { callbacks: ['https://b.example/'] },
    },
    'clientCredentials:ClientCredentials': {
      desired: { clientId, authenticationMethod: 'client_secret_basic' },
      changed: { authenticationMethod: 'client_secret_post' },
    },
    'resourceServer:ResourceServer': {
      desired: { identifier: 'https://new', name: 'new', signingAlg: 'RS256' },
      changed: { name: 'newer' },
    },
    'resourceServerScopes:ResourceServerScopes': {
      desired: { resourceServerIdentifier: 'https://parts', scopes: [scope('a')] },
      changed: { scopes: [scope('a'), scope('b')] },
    },
    'clientGrant:ClientGrant': {
      desired: { clientId, audience: 'https://api', scopes: ['a'] },
      changed: { scopes: ['b'] },
    },
    'connection:Connection': {
      desired: { name: 'people', strategy: 'auth0', options: { disableSignup: true } },
      changed: { options: { disableSignup: false } },
    },
    'connectionClients:ConnectionClients': {
      desired: { connectionId, enabledClients: [clientId] },
      changed: { enabledClients: [otherId] },
    },
    'role:Role': { desired: { name: 'reader', description: 'x' }, changed: { description: 'y' } },
    'rolePermissions:RolePermissions': {
      desired: { roleId, permissions: [permission('a')] },
      changed: { permissions: [permission('b')] },
    },
    'tenant:Tenant': { desired: { friendlyName: 'One' }, changed: { friendlyName: 'Two' } },
    'logStream:LogStream': {
      desired: { name: 'stream', type: 'http', sink: { httpEndpoint: 'https://a.example/' } },
      changed: { name: 'other stream' },
    },
    'attackProtection:AttackProtection': {
      desired: { bruteForceProtection: { enabled: true, maxAttempts: 7 } },
      changed: { bruteForceProtection: { enabled: true, maxAttempts: 8 } },
    },
    'prompt:Prompt': { desired: { identifierFirst: true }, changed: { identifierFirst: false } },
  };
});

const types = [
  'client:Client',
  'clientCredentials:ClientCredentials',
  'resourceServer:ResourceServer',
  'resourceServerScopes:ResourceServerScopes',
  'clientGrant:ClientGrant',
  'connection:Connection',
  'connectionClients:ConnectionClients',
  'role:Role',
  'rolePermissions:RolePermissions',
  'tenant:Tenant',
  'logStream:LogStream',
  'attackProtection:AttackProtection',
  'prompt:Prompt',
] as const;

const isWrite = ({ method, path }: Asked) => method !== 'GET' && path !== '/oauth/token';

/** Answers writes with silence, whether or not they are carried out. */
const silently =
  (answer: Answer, carriedOut: boolean): Answering =>
  async (asked) => {
    if (!isWrite(asked)) return answering(asked);
    if (carriedOut) await answering(asked);
    return answer;
  };

describe.each(types)('%s', (name) => {
  const type = resourceType(`auth0:index/${name}`);

  /** Makes it, has `then` do something with it, and takes it away. */
  async function withMade(then: (id: string, one: Case & { readonly live: Properties }) => Promise<void>) {
    network = answering;
    const one = cases[name]!;
    const { id, properties: live } = await type.create(client, one.desired);
    try {
      await then(id, { ...one, live });
    } finally {
      network = answering;
      await type.delete(client, id, { ...one.desired, ...one.changed });
    }
  }

  const update = ({ desired, changed, live }: Case & { readonly live: Properties }) => ({
    desired: { ...desired, ...changed },
    live,
    changed: Object.keys(changed),
    cleared: [],
  });

  test.each(Object.entries(silent))(
    'a change answered with %s is believed when it can be read',
    (_, answer) =>
      withMade(async (id, one) => {
        network = silently(answer, true);
        expect(await type.update(client, id, update(one))).toMatchObject(one.changed);
      }),
  );

  test.each(Object.entries(silent))('a change answered with %s, and not made, failed', (_, answer) =>
    withMade(async (id, one) => {
      network = silently(answer, false);
      await expect(type.update(client, id, update(one))).rejects.toMatchObject({
        name: 'ManagementError',
        errorCode: 'not_written',
        message: expect.stringContaining('took the change and does not hold it') as string,
      });
    }),
  );
});

test.each(['client:Client', 'role:Role', 'connection:Connection', 'clientGrant:ClientGrant'])(
  'a deletion of %s that was not made failed',
  async (name) => {
    network = answering;
    const type = resourceType(`auth0:index/${name}`);
    const { id } = await type.create(client, cases[name]!.desired);
    network = silently({ status: 204, text: '' }, false);
    await expect(type.delete(client, id, {})).rejects.toMatchObject({ errorCode: 'not_written' });
  },
);
