import { beforeAll, describe, expect, test } from 'vitest';
import { chatgptGroup } from '../../../src/verify/check-group.ts';
import { unpassed } from '../../support/verify/check-results.ts';
import {
  conclusionOf,
  issuerInAnswers,
  linkable,
  mendedBy,
  namesSetting,
  sentenceOf,
  up,
} from '../../support/project/linkable-stack.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const api = `/resource-servers/${encodeURIComponent(resourceUrl)}`;

let predefined: DeployedStack;
let native: DeployedStack;
let closed: DeployedStack;

beforeAll(async () => {
  [predefined, native, closed] = [
    await deployStack(),
    await deployStack({ registration: 'native' }),
    await deployStack({ registration: 'off' }),
  ];
});

type Spoil = (stack: VerifiedStack) => Promise<unknown>;
type Row = readonly [setting: string, spoil: Spoil];

interface Grant {
  readonly id: string;
  readonly default_for?: string;
}

const patchApplication =
  (body: object): Spoil =>
  ({ management, outputs }) =>
    management.patch(`/clients/${outputs.clientId}`, body);

const patchApi =
  (body: object): Spoil =>
  ({ management }) =>
    management.patch(api, body);

const patchTenant =
  (body: object): Spoil =>
  ({ management }) =>
    management.patch('/tenants/settings', body);

const applicationGrant = async ({ management, outputs }: VerifiedStack) => {
  const [grant] = (await management.get('/client-grants', { client_id: outputs.clientId })) as Grant[];
  return `/client-grants/${grant?.id}`;
};

const defaultGrant = async ({ management }: VerifiedStack) => {
  const grants = (await management.get('/client-grants')) as Grant[];
  return `/client-grants/${grants.find((grant) => grant.default_for !== undefined)?.id}`;
};

const usersConnection = async ({ management }: VerifiedStack) => {
  const connections = (await management.get('/connections')) as { id: string; name: string }[];
  return `/connections/${connections.find(({ name }) => name === 'omnichat-users')?.id}`;
};

/** The setting is named, and what mends it does so. */
async function expectMended(deployed: DeployedStack, [setting, spoil]: Row) {
  const stack = await linkable(deployed);
  await spoil(stack);
  const sentence = await sentenceOf(stack);
  expect(sentence).toContain(namesSetting(setting));
  expect(sentence?.slice(-mendedBy(up).length)).toBe(mendedBy(up));

  const mended = await stack.up();
  await mended.serveConnector();
  expect(await conclusionOf(mended)).toMatchObject({ outcome: 'links' });
}

describe('names the one setting that stops the predefined application, which `up` mends:', () => {
  test.each<Row>([
    ['the callbacks of the application', patchApplication({ callbacks: ['http://localhost:3000/callback'] })],
    ['the grant types of the application', patchApplication({ grant_types: ['refresh_token'] })],
    [
      'token_endpoint_auth_method of the application (client_secret_post)',
      patchApplication({ token_endpoint_auth_method: 'client_secret_basic' }),
    ],
    [
      'token_endpoint_auth_method of the application (client_secret_post)',
      patchApplication({ token_endpoint_auth_method: 'none' }),
    ],
    [
      'the applications of the connection omnichat-users',
      async (stack) =>
        stack.management.patch(`${await usersConnection(stack)}/clients`, [
          { client_id: stack.outputs.clientId, status: false },
        ]),
    ],
    [
      'the client grant of the application on the API',
      async (stack) => stack.management.delete(await applicationGrant(stack)),
    ],
    [
      'the scopes of the client grant of the application on the API',
      async (stack) => stack.management.patch(await applicationGrant(stack), { scope: ['files:read'] }),
    ],
    ['the identifier of the API (omnichat:apiIdentifier)', ({ management }) => management.delete(api)],
    ['enforce_policies of the API', patchApi({ enforce_policies: true })],
    [
      'the scopes of the API',
      patchApi({ scopes: [{ value: 'files:read', description: 'Read user files' }] }),
    ],
    [
      'subject_type_authorization.user.policy of the API (require_client_grant)',
      patchApi({ subject_type_authorization: { user: { policy: 'deny_all' } } }),
    ],
    [
      'signing_alg of the API (RS256)',
      patchApi({ signing_alg: 'HS256', signing_secret: 'a secret that the API shares' }),
    ],
    [
      'resource_parameter_profile of the tenant (compatibility)',
      patchTenant({ resource_parameter_profile: 'audience' }),
    ],
    [`${issuerInAnswers} of the tenant`, patchTenant({ [issuerInAnswers]: false })],
    [
      'client_id_metadata_document_supported of the tenant',
      patchTenant({ client_id_metadata_document_supported: true }),
    ],
  ])('%s', (...row) => expectMended(predefined, row));
});

test('fails at one step where the tenant passes the resource over, and leaves what follows open', async () => {
  const stack = await linkable(predefined);
  await patchTenant({ resource_parameter_profile: 'audience' })(stack);
  expect(unpassed(await stack.verify({ groups: [chatgptGroup] }))).toEqual({
    'chatgpt-audience': 'fail',
    'chatgpt-scopes': 'unknown',
    'chatgpt-call': 'unknown',
    'chatgpt-refresh': 'unknown',
  });
});

test('fails at the callback where that is missing, and not at the login again', async () => {
  const stack = await linkable(predefined);
  await patchApplication({ callbacks: ['http://localhost:3000/callback'] })(stack);
  const report = await stack.verify({ groups: [chatgptGroup] });
  expect(report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual([
    'chatgpt-callback',
  ]);
});

describe('names the one setting that stops ChatGPT where it registers itself, which `up` mends:', () => {
  test.each<Row>([
    [
      'flags.enable_dynamic_client_registration of the tenant',
      patchTenant({ flags: { enable_dynamic_client_registration: false } }),
    ],
    [
      'is_domain_connection of the connection omnichat-users',
      async (stack) => stack.management.patch(await usersConnection(stack), { is_domain_connection: false }),
    ],
    [
      'the default client grant of third-party applications on the API',
      async (stack) => stack.management.delete(await defaultGrant(stack)),
    ],
    [
      'the scopes of the default client grant of third-party applications on the API',
      async (stack) => stack.management.patch(await defaultGrant(stack), { scope: ['files:read'] }),
    ],
    [
      'resource_parameter_profile of the tenant (compatibility)',
      patchTenant({ resource_parameter_profile: 'audience' }),
    ],
    ['enforce_policies of the API', patchApi({ enforce_policies: true })],
  ])('%s', (...row) => expectMended(native, row));

  test('flags.enable_dynamic_client_registration of the tenant, where nobody is to register', () =>
    expectMended(closed, [
      'flags.enable_dynamic_client_registration of the tenant',
      patchTenant({ flags: { enable_dynamic_client_registration: true } }),
    ]));
});
