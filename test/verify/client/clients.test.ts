import { beforeAll, describe, expect, test } from 'vitest';
import { clientGroups } from '../../../src/verify/check-group.ts';
import type { Report } from '../../../src/verify/report.ts';
import type { VerifyOptions } from '../../../src/verify/verify.ts';
import { resultOf, unpassed } from '../../support/verify/check-results.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import { issuerInAnswers } from '../../support/project/linkable-stack.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  serveStack,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const bareOrigin = 'https://omnichat.com';

let native: DeployedStack;
let predefined: DeployedStack;
let pathless: DeployedStack;

beforeAll(async () => {
  native = await deployStack({ registration: 'native' });
  predefined = await deployStack({ clients: '["chatgpt","claude","cursor"]' });
  pathless = await deployStack({
    registration: 'native',
    apiIdentifier: bareOrigin,
    resourceUrl: bareOrigin,
  });
});

async function served(deployed: DeployedStack): Promise<VerifiedStack> {
  const stack = await serveStack(deployed);
  await stack.serveConnector();
  return stack;
}

const groupsOf = (name: string) => clientGroups.filter(({ client }) => client?.name === name);

/** What `verify --as` comes to. */
function walk(name: string, stack: VerifiedStack, options: Partial<VerifyOptions> = {}): Promise<Report> {
  return stack.verify({ groups: groupsOf(name), ...options });
}

describe.each(['claude', 'vscode', 'cursor', 'mcp'])('%s', (name) => {
  test('links where clients register themselves, and leaves none behind', async () => {
    const stack = await served(native);
    const before = await stack.clientIds();
    const report = await walk(name, stack);
    expect(unpassed(report)).toEqual({});
    expect(report.conclusion?.outcome).toBe('links');
    expect(report.conclusion).not.toHaveProperty('fault');
    expect(await stack.clientIds()).toEqual(before);
  });

  test('looks for metadata where the resource has it, and not at the root too', async () => {
    const stack = await served(native);
    const asked = new Set<string>();
    const { conclusion } = await walk(name, stack, {
      fetch: (input, init) => {
        if (urlOf(input).includes('oauth-protected-resource')) asked.add(new URL(urlOf(input)).pathname);
        return stack.fetch(input, init);
      },
    });
    expect(conclusion?.outcome).toBe('links');
    expect([...asked]).toEqual([
      `/.well-known/oauth-protected-resource${new URL(stack.outputs.resourceUrl).pathname}`,
    ]);
  });

  test('does not where no application is predefined, nor registration open', async () => {
    const stack = await served(predefined);
    const { application: _application, ...target } = stack.target;
    const { conclusion } = await walk(name, stack, { target });
    expect(conclusion).toMatchObject({ outcome: 'does not link', fault: { side: 'tenant' } });
    expect(conclusion?.sentence).toContain('the setting is omnichat:registration in Pulumi.local.yaml');
  });

  test('does not with metadata about another resource: the server', async () => {
    const stack = await served(native);
    const { conclusion } = await walk(name, stack, {
      fetch: (input, init) =>
        urlOf(input).includes('oauth-protected-resource')
          ? Promise.resolve(
              Response.json({
                resource: 'https://omnichat.com/other',
                authorization_servers: [stack.outputs.issuer],
              }),
            )
          : stack.fetch(input, init),
    });
    expect(conclusion?.fault).toEqual({
      side: 'server',
      sentence: expect.stringMatching(/ will not link\. It is the side of OmniChat's server: /),
    });
  });

  test('is not told where nobody answers: the network', async () => {
    const { conclusion } = await walk(name, await serveStack(native));
    expect(conclusion).toMatchObject({ outcome: 'undecided', fault: { side: 'network' } });
  });

  test('does not where an administrator lets users have no token: the tenant', async () => {
    const stack = await served(native);
    await stack.management.patch(`/resource-servers/${encodeURIComponent(resourceUrl)}`, {
      subject_type_authorization: { user: { policy: 'deny_all' } },
    });
    expect((await walk(name, stack)).conclusion).toMatchObject({
      outcome: 'does not link',
      fault: { side: 'tenant' },
    });
  });
});

test('Claude links as the predefined application, whose secret it sends as form data', async () => {
  const report = await walk('claude', await served(predefined));
  expect(report.conclusion?.outcome).toBe('links');
  expect(resultOf(report, 'claude-registration')?.evidence).toMatch(/^predefined: /);
});

test('Cursor sends that secret as Basic, which the application does not take', async () => {
  const { conclusion } = await walk('cursor', await served(predefined));
  expect(conclusion?.sentence).toContain('Cursor will not link: the setting is token_endpoint_auth_method');
  expect(conclusion?.fault?.side).toBe('tenant');
});

test('VS Code is redirected to what the stack does not declare', async () => {
  const { conclusion } = await walk('vscode', await served(predefined));
  expect(conclusion?.sentence).toContain(
    'VS Code will not link: the setting is omnichat:clients in Pulumi.local.yaml; http://127.0.0.1:33418/: ',
  );
  expect(conclusion?.sentence).toContain(
    'Mend it: add vscode to omnichat:clients in Pulumi.local.yaml, with chatgpt beside it where that line is new; then ',
  );
});

describe('Codex', () => {
  test('asks for the scopes of the issuer, and gets none of the API', async () => {
    const { conclusion } = await walk('codex', await served(native));
    expect(conclusion?.sentence).toMatch(
      /^Codex will not link: the setting is the scopes that Codex asks for; .* Mend it: name them: codex mcp login NAME --scopes files:read,chat:read$/,
    );
    expect(conclusion?.fault?.side).toBe('client');
  });

  test('has no place for the secret of a predefined application', async () => {
    const { conclusion } = await walk('codex', await served(predefined));
    expect(conclusion?.sentence).toContain('registration is closed and Codex has no place for a secret');
  });
});

describe('an API identifier without a path', () => {
  test.each(['mcp', 'cursor'])('is sent with a slash by %s: the client', async (name) => {
    const { conclusion } = await walk(name, await served(pathless));
    expect(conclusion?.sentence).toContain(`the setting is omnichat:apiIdentifier, which has no path; `);
    expect(conclusion?.sentence).toContain(
      `sends the resource as ${bareOrigin}/, and the API is ${bareOrigin}`,
    );
    expect(conclusion?.fault?.side).toBe('client');
  });

  test('is no matter to ChatGPT', async () => {
    const stack = await served(pathless);
    await stack.management.patch('/tenants/settings', { [issuerInAnswers]: true });
    expect((await walk('chatgpt', stack)).conclusion?.outcome).toBe('links');
  });
});

describe('a client ID metadata document', () => {
  const advertising =
    ({ fetch }: VerifiedStack, more: object): typeof globalThis.fetch =>
    async (input, init) => {
      const answer = await fetch(input, init);
      if (!urlOf(input).endsWith('/.well-known/oauth-authorization-server')) return answer;
      return Response.json({
        ...((await answer.json()) as object),
        client_id_metadata_document_supported: true,
        ...more,
      });
    };

  test('that was not imported stops whoever prefers it', async () => {
    const stack = await served(native);
    const { conclusion } = await walk('vscode', stack, { fetch: advertising(stack, {}) });
    expect(conclusion?.sentence).toContain('Unknown client: https://vscode.dev/oauth/client-metadata.json');
  });

  test('is not used by Claude with an issuer that does not list the method none', async () => {
    const stack = await served(native);
    const methods = { token_endpoint_auth_methods_supported: ['client_secret_post'] };
    const report = await walk('claude', stack, { fetch: advertising(stack, methods) });
    expect(resultOf(report, 'claude-registration')?.evidence).toMatch(/^dynamic: /);
  });

  test('is used by Claude with one that does', async () => {
    const stack = await served(native);
    const methods = { token_endpoint_auth_methods_supported: ['client_secret_post', 'none'] };
    const { conclusion } = await walk('claude', stack, { fetch: advertising(stack, methods) });
    expect(conclusion?.sentence).toContain('mcp-oauth-client-metadata');
  });
});
