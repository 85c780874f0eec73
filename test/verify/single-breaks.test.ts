import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { pathPart } from '../../src/management/management-client.ts';
import { systemClock } from '../../src/management/clock.ts';
import { mintManagementToken } from '../../src/management/management-token.ts';
import { partGroups } from '../../src/verify/check-group.ts';
import { stackTarget } from '../../src/verify/target.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import {
  deployStack,
  type DeployedStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

/** One broken thing: what breaks it, and the setting that the report has to name. */
interface Break {
  readonly setting: string | RegExp;
  /** Changes the tenant, or the `.env`. */
  readonly spoil?: (stack: VerifiedStack, dotenv: string) => Promise<unknown>;
  /** What OmniChat's server runs with over the stack's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

type Spoil = NonNullable<Break['spoil']>;

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

const client =
  (change: object): Spoil =>
  ({ management, outputs }) =>
    management.patch(`/clients/${outputs.clientId}`, change);
const registrar =
  (change: object): Spoil =>
  ({ management, outputs }) =>
    management.patch(`/clients/${outputs.registrarClientId}`, change);
const api =
  (change: object): Spoil =>
  ({ management }) =>
    management.patch(`/resource-servers/${pathPart(resourceUrl)}`, change);
const tenant =
  (change: object): Spoil =>
  ({ management }) =>
    management.patch('/tenants/settings', change);

interface Grant {
  readonly id: string;
  readonly client_id?: string;
  readonly scope: readonly string[];
}

const grant =
  (
    holder: (stack: VerifiedStack) => string | undefined,
    change: (stack: VerifiedStack, grant: Grant) => Promise<unknown>,
  ): Spoil =>
  async (stack) => {
    const held = (await stack.management.get('/client-grants')) as Grant[];
    return change(
      stack,
      held.find(({ client_id: id }) => id === holder(stack))!,
    );
  };
const application = ({ outputs }: VerifiedStack) => outputs.clientId;
const theRegistrar = ({ outputs }: VerifiedStack) => outputs.registrarClientId;
const thirdParties = () => undefined;
const deleted = ({ management }: VerifiedStack, { id }: Grant) => management.delete(`/client-grants/${id}`);
const scoped =
  (...scope: readonly string[]) =>
  ({ management }: VerifiedStack, { id }: Grant) =>
    management.patch(`/client-grants/${id}`, { scope });

const connection =
  (change: (stack: VerifiedStack, path: string) => Promise<unknown>): Spoil =>
  async (stack) => {
    const [users] = (await stack.management.get('/connections', { name: 'omnichat-users' })) as [
      { id: string },
    ];
    return change(stack, `/connections/${users.id}`);
  };

const variable =
  (name: string, value: string): Spoil =>
  async (_stack, dotenv) => {
    const text = await readFile(dotenv, 'utf8');
    const line = new RegExp(`^${name}=.*$`, 'm');
    expect(text).toMatch(line);
    return writeFile(dotenv, text.replace(line, `${name}=${value}`));
  };

const blockedUser: Spoil = async (stack) => {
  await stack.verify({ groups: partGroups });
  const [user] = (await stack.management.get('/users')) as [{ user_id: string }];
  return stack.management.patch(`/users/${pathPart(user.user_id)}`, { blocked: true });
};

const refreshToken = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  leeway: 30,
  token_lifetime: 2_592_000,
  idle_token_lifetime: 1_296_000,
  infinite_token_lifetime: false,
  infinite_idle_token_lifetime: false,
};

const guideCallbacks = ['https://platform.openai.com/apps-manage/oauth', 'http://localhost:3000/callback'];

const breaks: Readonly<Record<string, Break>> = {
  'every callback is another': {
    spoil: client({ callbacks: ['https://wrong.example/callback'] }),
    setting: 'the callbacks of the application',
  },
  "ChatGPT's callback is missing": {
    spoil: client({ callbacks: guideCallbacks }),
    setting: 'the callbacks of the application',
  },
  'a callback too many': {
    spoil: (stack, dotenv) =>
      client({
        callbacks: [...(stack.target.application?.redirectUris ?? []), 'https://verify.invalid/callback'],
      })(stack, dotenv),
    setting: 'the callbacks of the application',
  },
  'the client-credentials grant is on': {
    spoil: client({ grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] }),
    setting: 'the grant types of the application',
  },
  'the implicit grant is on': {
    spoil: client({ grant_types: ['authorization_code', 'refresh_token', 'implicit'] }),
    setting: 'the grant types of the application',
  },
  'the code grant is off': {
    spoil: client({ grant_types: ['refresh_token'] }),
    setting: 'the grant types of the application',
  },
  'the refresh grant is off': {
    spoil: client({ grant_types: ['authorization_code'] }),
    setting: 'the grant type refresh_token of the application',
  },
  'the secret was rotated': {
    spoil: ({ management, outputs }) => management.post(`/clients/${outputs.clientId}/rotate-secret`, {}),
    setting: 'OAUTH_CLIENT_SECRET: the secret of the application',
  },
  'the application was deleted': {
    spoil: ({ management, outputs }) => management.delete(`/clients/${outputs.clientId}`),
    setting: 'OAUTH_CLIENT_ID: the application is not in the tenant',
  },
  'the secret is taken another way': {
    spoil: client({ token_endpoint_auth_method: 'client_secret_basic' }),
    setting: 'token_endpoint_auth_method of the application (client_secret_post)',
  },
  'refresh tokens do not rotate': {
    spoil: client({ refresh_token: { ...refreshToken, rotation_type: 'non-rotating' } }),
    setting: 'refresh_token.rotation_type of the application',
  },
  'used refresh tokens stay good': {
    spoil: client({ refresh_token: { ...refreshToken, leeway: 60 } }),
    setting: 'refresh_token.leeway of the application',
  },
  'the API signs with HS256': {
    spoil: api({ signing_alg: 'HS256', signing_secret: 'a secret that the API shares' }),
    setting: 'signing_alg of the API (RS256)',
  },
  'the API lacks a scope': {
    spoil: api({
      scopes: ['files:read', 'files:write', 'chat:read', 'chat:write'].map((value) => ({ value })),
    }),
    setting: 'the scopes of the API',
  },
  'tokens live for a month': {
    spoil: api({ token_lifetime: 2_592_000 }),
    setting: 'token_lifetime of the API',
  },
  'the API gives no offline access': {
    spoil: api({ allow_offline_access: false }),
    setting: 'allow_offline_access of the API',
  },
  'nobody may ask for the API': {
    spoil: api({ subject_type_authorization: { user: { policy: 'deny_all' } } }),
    setting: 'subject_type_authorization.user.policy of the API (require_client_grant)',
  },
  'roles decide': { spoil: api({ enforce_policies: true }), setting: 'enforce_policies of the API' },
  'the API was deleted': {
    spoil: ({ management }) => management.delete(`/resource-servers/${pathPart(resourceUrl)}`),
    setting: 'the identifier of the API (omnichat:apiIdentifier)',
  },
  'the resource parameter is passed over': {
    spoil: tenant({ resource_parameter_profile: 'audience' }),
    setting: 'resource_parameter_profile of the tenant (compatibility)',
  },
  'anybody may register': {
    spoil: tenant({ flags: { enable_dynamic_client_registration: true } }),
    setting: 'flags.enable_dynamic_client_registration of the tenant',
  },
  'the grant of the application was deleted': {
    spoil: grant(application, deleted),
    setting: 'the client grant of the application on the API',
  },
  'the grant of third parties was deleted': {
    spoil: grant(thirdParties, deleted),
    setting: 'the default client grant of third-party applications on the API',
  },
  'third parties may do everything': {
    spoil: grant(thirdParties, (stack, held) => scoped(...held.scope, 'ssh:execute')(stack, held)),
    setting: 'the scopes of the client grant of third parties',
  },
  'the grant of the registrar was deleted': {
    spoil: grant(theRegistrar, deleted),
    setting: 'the grant of the registrar (create:clients)',
  },
  'the registrar may do more': {
    spoil: grant(theRegistrar, scoped('create:clients', 'read:clients')),
    setting: 'the grant of the registrar (create:clients)',
  },
  "the registrar's secret was rotated": {
    spoil: ({ management, outputs }) =>
      management.post(`/clients/${outputs.registrarClientId}/rotate-secret`, {}),
    setting: /^AUTH0_REGISTRAR_CLIENT_SECRET in .*\.env$/,
  },
  'the registrar was deleted': {
    spoil: ({ management, outputs }) => management.delete(`/clients/${outputs.registrarClientId}`),
    setting: 'AUTH0_REGISTRAR_CLIENT_ID: the registrar is not in the tenant',
  },
  'the registrar may not sign in': {
    spoil: registrar({ grant_types: [] }),
    setting: 'the grant types of the registrar (client_credentials)',
  },
  'the application has no users': {
    spoil: connection(({ management, outputs }, path) =>
      management.patch(`${path}/clients`, [{ client_id: outputs.clientId, status: false }]),
    ),
    setting: 'the applications of the connection omnichat-users',
  },
  'third parties have no users': {
    spoil: connection(({ management }, path) => management.patch(path, { is_domain_connection: false })),
    setting: 'is_domain_connection of the connection omnichat-users',
  },
  "the users' database was deleted": {
    spoil: connection(({ management }, path) => management.delete(path)),
    setting: 'the connection omnichat-users: it is not in the tenant',
  },
  'the user is blocked': { spoil: blockedUser, setting: 'blocked of the user who logged in' },
  'the server has no keys': {
    environment: { OAUTH_JWKS_URI: 'https://localhost:1/jwks.json' },
    setting: "OAUTH_JWKS_URI in the environment of OmniChat's server",
  },
  'the server registers nobody': {
    environment: { OAUTH_REGISTRATION: 'off' },
    setting: "OAUTH_REGISTRATION in the environment of OmniChat's server",
  },
  'the server allows other redirect URIs': {
    environment: { OAUTH_REDIRECT_URIS: 'https://wrong.example/callback' },
    setting: "OAUTH_REDIRECT_URIS in the environment of OmniChat's server",
  },
  'the server allows other origins': {
    environment: { OAUTH_ALLOWED_ORIGINS: 'https://wrong.example' },
    setting: "OAUTH_ALLOWED_ORIGINS in the environment of OmniChat's server",
  },
  "the server has another registrar's secret": {
    environment: { AUTH0_REGISTRAR_CLIENT_SECRET: 'another' },
    setting: "AUTH0_REGISTRAR_CLIENT_SECRET in the environment of OmniChat's server",
  },
  'the .env names another application': { spoil: variable('OAUTH_CLIENT_ID', 'another'), setting: /\.env$/ },
  "the .env has another registrar's secret": {
    spoil: variable('AUTH0_REGISTRAR_CLIENT_SECRET', 'another'),
    setting: /^\S*\.env$/,
  },
  "the .env has a stranger's token": {
    spoil: variable('AUTH0_MANAGEMENT_API_TOKEN', 'eyJhbGciOiJub25lIn0.e30.'),
    setting: /^\S*\.env$/,
  },
};

test.each(Object.entries(breaks))(
  '%s: one cause, and its setting',
  async (_name, { spoil, environment, setting }) => {
    const stack = await serveStack(deployed);
    const dotenv = await writtenDotenv(stack);
    await stack.serveConnector(environment);
    await spoil?.(stack, dotenv);

    const { checks } = await stack.verify({
      groups: partGroups,
      target: stackTarget('local', stack.settings, stack.outputs, { path: dotenv, environment: {} }),
    });

    const causes = checks.filter(
      ({ status, because }) => (status === 'fail' || status === 'unknown') && because === undefined,
    );
    const named = causes.map(({ status, remedy }) => ({ status, setting: remedy?.setting }));
    const expected = typeof setting === 'string' ? setting : expect.stringMatching(setting);
    expect(named).toEqual([{ status: 'fail', setting: expected }]);
  },
);

test("OmniChat's server does not run: one cause, and nothing that fails", async () => {
  const stack = await serveStack(deployed);
  const target = stackTarget('local', stack.settings, stack.outputs, {
    path: await writtenDotenv(stack),
    environment: {},
  });
  const { checks } = await stack.verify({ groups: partGroups, target });
  const odd = checks.filter(({ status }) => status === 'fail' || status === 'unknown');
  expect(odd.length).toBeGreaterThan(5);
  expect(odd.filter(({ because }) => because === undefined)).toMatchObject([
    { status: 'unknown', evidence: expect.stringMatching(/^POST https:\/\/omnichat\.com\S+: no answer: /) },
  ]);
});

test('nothing broken: no cause', async () => {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  const target = stackTarget('local', stack.settings, stack.outputs, {
    path: await writtenDotenv(stack),
    environment: {},
  });
  const { checks } = await stack.verify({ groups: partGroups, target });
  expect(checks.filter(({ status }) => status !== 'pass')).toEqual([]);
});

async function writtenDotenv({ outputs, ca }: VerifiedStack): Promise<string> {
  const path = join(await temporaryFolder(), '.env');
  const { domain, registrarClientId: clientId = '', registrarClientSecret: clientSecret = '' } = outputs;
  const mint = async () =>
    (await mintManagementToken({ domain, ca }, { clientId, clientSecret }, systemClock)).accessToken;
  await writeDotenv(path, { outputs, secrets: 'plain', mint });
  return path;
}
