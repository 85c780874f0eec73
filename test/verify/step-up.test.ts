import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { partGroups } from '../../src/verify/check-group.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import type { UserAgent } from '../../src/verify/login/user-agent.ts';
import { unpassed } from '../support/verify/check-results.ts';
import { deployerToken } from '../support/tenants/deployer-token.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

const redirectUri = 'https://chatgpt.com/connector_platform_oauth_redirect';

let deployed: DeployedStack;
let stack: VerifiedStack;
let person: UserAgent;

beforeAll(async () => {
  deployed = await deployStack({ stepUp: 'mfa' });
});

beforeEach(async () => {
  stack = await serveStack(deployed);
  await setFactor(true);
  await stack.serveConnector();
  person = createScriptedUser(stack.fetch, testUser);
});

/** Switches one-time passwords on or off, as a tenant's owner does. */
async function setFactor(enabled: boolean): Promise<void> {
  const token = await deployerToken({ ...stack, issuer: stack.outputs.issuer });
  const { status } = await stack.fetch(`https://${stack.outputs.domain}/api/v2/guardian/factors/otp`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ enabled }),
  });
  expect(status).toBe(200);
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

async function tokens(parameters: Readonly<Record<string, string>>): Promise<Tokens> {
  const { clientId: client_id, clientSecret: client_secret, tokenEndpoint } = stack.outputs;
  const response = await stack.fetch(tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, client_secret, ...parameters }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Tokens;
}

/** Asks for the scope in a browser that is shared by all logins of a test. */
async function authorize(scope: string, user: UserAgent = person): Promise<URL> {
  const url = new URL(stack.outputs.authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: stack.outputs.clientId,
    redirect_uri: redirectUri,
    audience: stack.outputs.audience,
    scope: `${scope} offline_access`,
    state: 's',
  }).toString();
  const answer = await user.authorize(url, redirectUri);
  if (answer.kind === 'page') throw new Error(`${answer.status}: ${answer.message}`);
  return answer.url;
}

const logIn = async (scope: string): Promise<Tokens> => {
  const code = (await authorize(scope)).searchParams.get('code') ?? '';
  return tokens({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
};

const refresh = ({ refresh_token }: Tokens): Promise<Tokens> =>
  tokens({ grant_type: 'refresh_token', refresh_token });

/** Calls the tool that wants `ssh:execute`. */
const runCommand = ({ access_token }: Tokens) =>
  stack.fetch(`${new URL(resourceUrl).origin}/mcp`, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${access_token}`,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'run_command', arguments: {} },
    }),
  });

describe('a client of a stack with step-up', () => {
  test('is sent for the one scope that an operation needs, steps up, and keeps it with its refresh token', async () => {
    const first = await logIn('files:read');
    expect(first.scope).toBe('files:read offline_access');
    const refused = await runCommand(first);
    expect(refused.status).toBe(403);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(/error="insufficient_scope"/);
    const asked = /scope="([^"]*)"/.exec(challenge)?.[1];
    expect(asked).toBe('ssh:execute');

    const steppedUp = await logIn(`files:read ${asked ?? ''}`);
    expect(steppedUp.scope).toBe('files:read ssh:execute offline_access');
    expect((await runCommand(steppedUp)).status).toBe(200);
    expect((await refresh(steppedUp)).scope).toBe('files:read ssh:execute offline_access');
    // What was there before does not gain by it.
    expect((await refresh(first)).scope).toBe('files:read offline_access');
  });

  test('gets nothing by `permissions`, which list the scope with or without another factor', async () => {
    await logIn('files:read');
    await stack.management.patch(`/resource-servers/${encodeURIComponent(stack.outputs.audience)}`, {
      enforce_policies: true,
      token_dialect: 'access_token_authz',
    });
    const [user] = (await stack.management.get('/users', {})) as { user_id: string }[];
    const roles = (await stack.management.get('/roles', {})) as { id: string; name: string }[];
    const ids = roles.filter(({ name }) => /operator/i.test(name)).map(({ id }) => id);
    await stack.management.post(`/users/${encodeURIComponent(user?.user_id ?? '')}/roles`, { roles: ids });

    const token = await logIn('files:read');
    const claims = decodeJwt(token.access_token);
    expect(claims['permissions']).toContain('ssh:execute');
    expect(claims['scope']).not.toContain('ssh:execute');
    expect((await runCommand(token)).status).toBe(403);
  });
});

test('without a factor the tenant lets nobody have the scope, and everybody the others', async () => {
  await setFactor(false);
  const refused = await authorize('ssh:execute');
  expect(Object.fromEntries(refused.searchParams)).toMatchObject({
    error: 'access_denied',
    error_description: 'No MFA factors enabled for enrollment',
  });
  expect((await logIn('files:read')).scope).toBe('files:read offline_access');
});

test('the whole stack verifies, with a test user who enrols on the way, and again with one who is enrolled', async () => {
  for (const user of [person, createScriptedUser(stack.fetch, testUser)]) {
    expect(unpassed(await stack.verify({ groups: partGroups, user }))).toEqual({});
  }
});
