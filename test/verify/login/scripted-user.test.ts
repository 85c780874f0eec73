import { beforeAll, expect, test } from 'vitest';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { alertOn, createScriptedUser } from '../../../src/verify/login/scripted-user.ts';
import {
  type DeployedStack,
  deployStack,
  serveStack,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const redirectUri = 'https://chatgpt.com/connector_platform_oauth_redirect';

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

function request({ outputs }: VerifiedStack, more: Record<string, string> = {}): URL {
  const url = new URL(outputs.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: outputs.clientId,
    redirect_uri: redirectUri,
    state: 's',
  };
  for (const [name, value] of Object.entries({ ...parameters, ...more })) url.searchParams.set(name, value);
  return url;
}

test('logs in, consents and brings the code, without asking for anything at the redirect URI', async () => {
  const stack = await serveStack(deployed);
  const answer = await createScriptedUser(stack.fetch, testUser).authorize(request(stack), redirectUri);
  expect(answer.kind === 'redirect' && [...answer.url.searchParams.keys()]).toEqual(['code', 'state', 'iss']);
});

test('stays logged in, and takes one request after the other', async () => {
  const stack = await serveStack(deployed);
  const user = createScriptedUser(stack.fetch, testUser);
  const answers = await Promise.all([
    user.authorize(request(stack), redirectUri),
    user.authorize(request(stack, { prompt: 'none' }), redirectUri),
  ]);
  expect(answers.map((answer) => answer.kind === 'redirect' && answer.url.searchParams.has('code'))).toEqual([
    true,
    true,
  ]);
});

test.each([
  [{ redirect_uri: 'https://verify.invalid/' }, 403, /^unauthorized_client: Callback URL mismatch\./],
  [{ client_id: 'nobody' }, 400, 'invalid_request: Unknown client: nobody'],
] as const)('brings the page that says what is wrong with %o', async (more, status, message) => {
  const stack = await serveStack(deployed);
  const answer = await createScriptedUser(stack.fetch, testUser).authorize(request(stack, more), redirectUri);
  expect(answer).toEqual({ kind: 'page', status, message: expect.stringMatching(message) });
});

test('does not try a wrong password twice', async () => {
  const stack = await serveStack(deployed);
  const user = createScriptedUser(stack.fetch, { ...testUser, password: 'wrong' });
  expect(await user.authorize(request(stack), redirectUri)).toEqual({
    kind: 'page',
    status: 400,
    message: 'Wrong email or password.',
  });
});

test.each([
  ['<h1>Oops</h1><p role="alert"><code>a</code>: b &amp; &quot;c&quot;</p><p>more</p>', 'a: b & "c"'],
  ['<html><head><title>T</title></head><body><h1>No  alert</h1>\n<p>here</p></body></html>', 'No alert here'],
  [`<p>${'long '.repeat(100)}</p>`, 'long '.repeat(60)],
])('says what is on the page %#', (html, text) => {
  expect(alertOn(html)).toBe(text);
});
