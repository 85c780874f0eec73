import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { chatgptGroup, type CheckGroup } from '../../../src/verify/check-group.ts';
import { createBrowserUser } from '../../../src/verify/login/browser-user.ts';
import { createScriptedUser } from '../../../src/verify/login/scripted-user.ts';
import { registrationChecks } from '../../../src/verify/registration/registration-checks.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import {
  type DeployedStack,
  deployStack,
  serveStack,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const registrationGroup: CheckGroup = { name: 'registration', checks: registrationChecks };

let native: DeployedStack;

beforeAll(async () => {
  native = await deployStack({ registration: 'native' });
});

/** A person whose browser is a script: it follows every redirect, those to this machine too. */
async function personAt(stack: VerifiedStack, interrupted?: AbortSignal) {
  const browser = createScriptedUser(stack.fetch, testUser);
  const browse = async (url: URL): Promise<void> => {
    const answer = await browser.authorize(url, user.redirectUri ?? '');
    if (answer.kind !== 'redirect') throw new Error(answer.message);
    const page = await fetch(answer.url, { redirect: 'manual' });
    const next = page.headers.get('location');
    if (next !== null) await browse(new URL(next));
  };
  const user = await createBrowserUser({
    redirectUri: 'http://127.0.0.1:0/callback',
    // Whoever interrupts does not log in.
    open: (url) => void (interrupted === undefined && browse(url)),
    ...(interrupted !== undefined && { interrupted }),
  });
  onTestFinished(() => user.close());
  return user;
}

test('a person logs in to the client that ChatGPT registers, and the client is removed again', async () => {
  const stack = await serveStack(native);
  await stack.serveConnector();
  const before = await stack.clientIds();
  const report = await stack.verify({ groups: [chatgptGroup], user: await personAt(stack) });
  expect(unpassed(report)).toEqual({});
  expect(report.conclusion?.outcome).toBe('links');
  expect(resultOf(report, 'chatgpt-callback')?.evidence).toBe(
    'https://chatgpt.com/connector_platform_oauth_redirect',
  );
  expect(await stack.clientIds()).toEqual(before);
});

test('a person logs in to a client that registers itself', async () => {
  const stack = await serveStack(native);
  await stack.serveConnector();
  const before = await stack.clientIds();
  const report = await stack.verify({ groups: [registrationGroup], user: await personAt(stack) });
  expect(unpassed(report)).toEqual({});
  expect(resultOf(report, 'registration-token')?.status).toBe('pass');
  expect(await stack.clientIds()).toEqual(before);
});

test('no browser is opened where the login page would only show why it is refused', async () => {
  const stack = await serveStack(native);
  await stack.serveConnector();
  const grants = (await stack.management.get('/client-grants')) as { id: string; default_for?: string }[];
  const ofThirdParties = grants.find(({ default_for: holders }) => holders !== undefined);
  await stack.management.delete(`/client-grants/${ofThirdParties?.id}`);
  const opened: string[] = [];
  const user = await createBrowserUser({
    redirectUri: 'http://127.0.0.1:0/callback',
    open: (url) => opened.push(url.href),
    timeoutMs: 1,
  });
  onTestFinished(() => user.close());
  const report = await stack.verify({ groups: [registrationGroup], user });
  expect(resultOf(report, 'registration-token')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(
      /^the authorization endpoint answered \d+: .*is not authorized to access/,
    ),
    remedy: { setting: 'the default client grant of third-party applications on the API' },
  });
  expect(opened).toEqual([]);
});

test('a registered client is removed though the login is interrupted', async () => {
  const stack = await serveStack(native);
  await stack.serveConnector();
  const before = await stack.clientIds();
  const interruption = new AbortController();
  const user = await personAt(stack, interruption.signal);
  const report = await stack.verify({
    groups: [registrationGroup],
    user: {
      ...user,
      authorize: (request, redirectUri) => {
        interruption.abort('SIGINT');
        return user.authorize(request, redirectUri);
      },
    },
    interrupted: interruption.signal,
  });
  expect(resultOf(report, 'registration-client-id')?.status).toBe('pass');
  expect(resultOf(report, 'registration-token')).toMatchObject({
    status: 'unknown',
    evidence: 'The login was interrupted. Run it again with --login.',
  });
  expect(await stack.clientIds()).toEqual(before);
});
