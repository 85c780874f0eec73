import { beforeAll, describe, expect, test } from 'vitest';
import { partGroups } from '../../src/verify/check-group.ts';
import { stackTarget } from '../../src/verify/target.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verify/verified-stack.ts';

const acme = {
  name: 'acme',
  callbackUrls: ['https://acme.example/oauth/callback', 'com.acme.app:/callback'],
};

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack({
    clients: JSON.stringify(['chatgpt', 'claude', 'vscode', 'codex', acme]),
  });
});

async function served() {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  return stack;
}

describe('a stack with several clients', () => {
  test('passes every check', async () => {
    const stack = await served();
    expect(unpassed(await stack.verify({ groups: partGroups }))).toEqual({});
    const accepted = resultOf(await stack.verify({ groups: partGroups }), 'app-redirect-uris');
    expect(accepted?.evidence).toBe('10 redirect URIs');
  });

  test.each(['https://claude.ai', 'https://vscode.dev', 'https://acme.example'])(
    'lets pages of %s call',
    async (origin) => {
      const stack = await served();
      const { headers } = await stack.fetch('https://omnichat.com/register', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  test.each([
    ['https://claude.ai/api/mcp/auth_callback', 201],
    ['https://acme.example/oauth/callback', 201],
    ['http://127.0.0.1:51004/callback', 201],
    ['http://127.0.0.1:51004/', 201],
    ['http://localhost:51004/callback', 400],
    ['https://cursor.com/agents/mcp/oauth/callback', 400],
    ['com.acme.app:/callback', 400],
  ])('answers the registration of %s with %i', async (redirectUri, status) => {
    const stack = await served();
    const answer = await stack.fetch('https://omnichat.com/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Somebody', redirect_uris: [redirectUri] }),
    });
    expect(answer.status).toBe(status);
  });

  test('tells that one was added and is not deployed', async () => {
    const stack = await served();
    const settings = { ...stack.settings, clients: [...stack.settings.clients, 'copilot'] };
    const target = stackTarget('local', settings, stack.outputs);
    const report = await stack.verify({ groups: partGroups, target });
    expect(unpassed(report)).toEqual({ 'stack-deployed': 'fail' });
    expect(resultOf(report, 'stack-deployed')?.evidence).toBe(
      'omnichat:clients comes to ["chatgpt","claude","vscode","acme","copilot"] in the file, and to ["chatgpt","claude","vscode","acme"] as deployed',
    );
  });
});

test('a stack without ChatGPT passes every check of its parts', async () => {
  const stack = await (await serveStack(deployed)).up({ clients: '["claude"]', callbackUrls: '[]' });
  await stack.serveConnector();
  expect(unpassed(await stack.verify({ groups: partGroups }))).toEqual({});
  const answer = await stack.fetch('https://omnichat.com/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'ChatGPT',
      redirect_uris: ['https://chatgpt.com/connector/oauth/abc'],
    }),
  });
  expect(answer.status).toBe(400);
});
