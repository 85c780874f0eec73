import { expect, test } from 'vitest';
import { desiredStepUp } from '../../infra/step-up.ts';

const apiIdentifier = 'https://omnichat.com/api';
const scope = 'ssh:execute';

type Handler = (event: object, api: object) => Promise<void>;

/** Runs the Action as Auth0 would, and tells what it asked for. */
async function run(event: object): Promise<readonly unknown[]> {
  const asked: unknown[] = [];
  const api = {
    multifactor: { enable: (...given: unknown[]) => asked.push(['enable', ...given]) },
    accessToken: { removeScope: (name: string) => asked.push(['removeScope', name]) },
  };
  const exports: { onExecutePostLogin?: Handler } = {};
  const { stepUp } = desiredStepUp({ stepUp: 'mfa', apiIdentifier });
  // oxlint-disable-next-line typescript/no-implied-eval -- as Auth0 runs it: a module of CommonJS
  new Function('exports', String(stepUp?.action.code))(exports);
  await exports.onExecutePostLogin?.(event, api);
  return asked;
}

const login = {
  resource_server: { identifier: apiIdentifier },
  authentication: { methods: [{ name: 'pwd' }] },
  transaction: { protocol: 'oidc-basic-profile', requested_scopes: ['openid', scope] },
};
const refresh = { ...login, transaction: { protocol: 'oauth2-refresh-token', requested_scopes: [scope] } };
const challenged = [['enable', 'any', { allowRememberBrowser: false }]];
const removed = [['removeScope', scope]];
const withFactor = { methods: [{ name: 'pwd' }, { name: 'mfa' }] };

test.each([
  ['a login that asks for the scope is challenged', login, challenged],
  [
    'one of a device is too',
    { ...login, transaction: { ...login.transaction, protocol: 'oauth2-device-code' } },
    challenged,
  ],
  ['a session with a second factor has it', { ...login, authentication: withFactor }, []],
  [
    'a login without the scope gets none',
    { ...login, transaction: { requested_scopes: ['files:read'] } },
    removed,
  ],
  ['so does one of which nothing is known', { resource_server: login.resource_server }, removed],
  ['nobody can be challenged when a token is refreshed', refresh, removed],
  ['a token of such a session is refreshed with it', { ...refresh, authentication: withFactor }, []],
  [
    'a session of which no method is known is one without',
    { ...refresh, authentication: undefined },
    removed,
  ],
  ['another API is left alone', { ...login, resource_server: { identifier: 'urn:other' } }, []],
  ['a login for no API is left alone', { ...login, resource_server: undefined }, []],
])('%s', async (_rule, event, asked) => {
  expect(await run(event)).toEqual(asked);
});

test('nothing is declared that nobody asked for', () => {
  expect(desiredStepUp({ stepUp: 'none', apiIdentifier })).toEqual({});
});

test('the code fits an Action, and takes an identifier as it is', () => {
  const identifier = 'https://x.example/`${1}`"';
  const { stepUp } = desiredStepUp({ stepUp: 'mfa', apiIdentifier: identifier });
  expect(stepUp?.action.code).toContain(JSON.stringify(identifier));
  // Auth0, "Actions Limitations": 100 kB.
  expect(String(stepUp?.action.code).length).toBeLessThan(100_000);
});
