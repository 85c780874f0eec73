import { describe, expect, test } from 'vitest';
import {
  applicationCallbacks,
  clientAt,
  declaredClients,
  isRegistrable,
  registrableUrls,
  standsForAnyPort,
} from '../../infra/declared-clients.ts';
import { clientAuthMethods, mcpClients } from '../../infra/mcp-clients.ts';
import { publicOutputs } from '../../infra/outputs.ts';
import { parseSettings, SettingsError } from '../../infra/settings/settings.ts';
import { settingsWarnings } from '../../infra/settings/settings-warnings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { stackConfig } from '../support/project/stack-config.ts';

type Stack = 'local' | 'dev' | 'prod';

const settingsOf = (stack: Stack, settings: Record<string, unknown>) =>
  parseSettings(
    {
      ...stackConfig(stack),
      ...Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
          `omnichat:${name}`,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
    },
    stack,
  );

const acme = { name: 'acme', callbackUrls: ['https://acme.example/oauth/callback'] };

describe('the table of known clients', () => {
  test('has each name and each callback once', () => {
    const names = mcpClients.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const urls = mcpClients.flatMap(({ callbackUrls }) => [...callbackUrls]);
    expect(new Set(urls).size).toBe(urls.length);
  });

  test.each(mcpClients.map((client) => [client.name, client] as const))(
    '%s keeps the rules that a row in the settings is held to',
    (_name, client) => {
      const row = { ...client, name: 'another' };
      expect(declaredClients(settingsOf('local', { clients: [row] }))).toEqual([row]);
      expect(client.source).toMatch(/^https:\/\//);
      expect(client.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    },
  );
});

describe('the declared clients', () => {
  test('decide where the application may redirect to, in their order, before the stack does', () => {
    const settings = settingsOf('local', {
      clients: ['chatgpt', 'claude', acme, 'inspector'],
      chatgptConnectorIds: ['abc'],
    });
    expect(desiredTenant(settings).connector.client.callbacks).toEqual([
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
      'https://chatgpt.com/connector/oauth/abc',
      'https://claude.ai/api/mcp/auth_callback',
      'https://claude.com/api/mcp/auth_callback',
      'https://acme.example/oauth/callback',
      'http://localhost:6274/oauth/callback',
      'http://localhost:6274/oauth/callback/debug',
      'http://localhost:3000/callback',
    ]);
  });

  test('say whose pages may call, beside the sites of callbacks', () => {
    const origins = (stack: Stack) => {
      const settings = settingsOf(stack, { clients: ['chatgpt', 'inspector'] });
      return publicOutputs(settings, desiredTenant(settings)).allowedOrigins;
    };
    expect(origins('local')).toEqual(['http://localhost:3000', 'http://localhost:6274']);
    expect(origins('prod')).toEqual(['https://omnichat.com']);
  });

  test('need not be ChatGPT', () => {
    const settings = settingsOf('prod', { clients: ['claude'] });
    expect(desiredTenant(settings).connector.client.callbacks).toEqual([
      'https://claude.ai/api/mcp/auth_callback',
      'https://claude.com/api/mcp/auth_callback',
    ]);
    expect(isRegistrable('https://chatgpt.com/connector/oauth/abc', registrableUrls(settings))).toBe(false);
  });

  test('add nothing on a person’s own machine to a production application, and that is said', () => {
    const settings = settingsOf('prod', { clients: ['chatgpt', 'vscode'] });
    expect(desiredTenant(settings).connector.client.callbacks).toEqual([
      'https://chatgpt.com/connector_platform_oauth_redirect',
      'https://platform.openai.com/apps-manage/oauth',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ]);
    expect(settingsWarnings(settings)).toEqual([
      'omnichat:clients vscode: a production application redirects nobody to their own machine, and VS Code receives codes at ' +
        'http://127.0.0.1:33418/. There it links only where it registers itself (docs/clients.md).',
    ]);
  });

  test('that listen on any port are known to the broker alone, since Auth0 compares ports', () => {
    const withCodex = { clients: ['chatgpt', 'codex'] };
    expect(registrableUrls(settingsOf('local', withCodex))).toContain('http://127.0.0.1/callback');
    for (const registration of ['off', 'registry', 'native']) {
      const settings = settingsOf('local', { ...withCodex, registration });
      expect(registrableUrls(settings)).toEqual(applicationCallbacks(settings));
    }
    expect(applicationCallbacks(settingsOf('local', withCodex)).filter(standsForAnyPort)).toEqual([]);
    expect(settingsWarnings(settingsOf('local', withCodex))).toContain(
      'omnichat:clients codex: Codex listens on any free port, and Auth0 compares ports: it links only where it registers ' +
        'itself (docs/clients.md).',
    );
  });

  test.each([
    ['http://127.0.0.1:51004/callback', true],
    ['http://127.0.0.1/callback', true],
    ['http://127.0.0.1:51004/callback/x', false],
    ['http://127.0.0.1:51004/callback?x', false],
    ['http://127.0.0.1:51004/callback#x', false],
    ['http://x@127.0.0.1:51004/callback', false],
    ['http://localhost:51004/callback', false],
    ['https://127.0.0.1:51004/callback', false],
    ['http://127.0.0.1.evil.example:51004/callback', false],
    ['http://127.1:51004/callback', false],
    ['http://127.0.0.1:051004/callback', false],
  ])('on any port may be registered as %s: %s', (url, expected) => {
    expect(isRegistrable(url, ['http://127.0.0.1/callback'])).toBe(expected);
  });
});

test.each([
  ['https://chatgpt.com/connector/oauth/abc', 'chatgpt'],
  ['https://claude.ai/api/mcp/auth_callback', 'claude'],
  ['https://claude.ai/api/mcp/auth_callback/', undefined],
  ['https://elsewhere.example/callback', undefined],
])('%s is a callback of %s', (url, name) => {
  expect(clientAt(url)?.name).toBe(name);
});

describe('a client that cannot sign in the way the application takes', () => {
  const warned = (settings: Record<string, unknown>) =>
    settingsWarnings(
      settingsOf('local', {
        resourceUrl: 'https://omnichat.com/api',
        apiIdentifier: 'https://omnichat.com/api',
        ...settings,
      }),
    );

  test('is warned about, with the method that all of them can', () => {
    expect(warned({ clients: ['chatgpt', 'cursor'] })).toEqual([
      'omnichat:tokenEndpointAuthMethod client_secret_post is not how Cursor (client_secret_basic) would sign in with the id and ' +
        'secret of the .env: after login and consent the token endpoint answers 401. Set omnichat:tokenEndpointAuthMethod to ' +
        'client_secret_basic, which all of omnichat:clients can.',
    ]);
    expect(
      warned({ clients: ['chatgpt', 'cursor'], tokenEndpointAuthMethod: 'client_secret_basic' }),
    ).toEqual([]);
  });

  test('is warned about where no one method fits all', () => {
    expect(warned({ clients: ['claude', 'cursor', 'inspector'] })).toEqual([
      'omnichat:tokenEndpointAuthMethod client_secret_post is not how Cursor (client_secret_basic), MCP Inspector ' +
        '(client_secret_basic) would sign in with the id and secret of the .env: after login and consent the token endpoint answers ' +
        '401. No one method fits all of omnichat:clients: let those register themselves, or leave them out (docs/clients.md).',
    ]);
  });

  test('is none of those that nobody has seen sign in', () => {
    expect(warned({ clients: [acme] })).toEqual([]);
  });
});

describe('a setting of clients', () => {
  const problemsOf = (clients: unknown, more: Record<string, unknown> = {}) => {
    try {
      settingsOf('local', { clients, ...more });
    } catch (error) {
      if (error instanceof SettingsError)
        return error.message
          .split('\n')
          .slice(1)
          .map((line) => line.trim());
      throw error;
    }
    throw new Error('the settings were taken');
  };
  const withUrl = (...callbackUrls: unknown[]) => [{ name: 'acme', callbackUrls }];

  test.each<[clients: unknown, lines: readonly string[]]>([
    [
      'chatgpt',
      ['omnichat:clients "chatgpt" is not a list. Write a YAML list, one item a line, each after a dash.'],
    ],
    [
      ['claud'],
      [
        'omnichat:clients[0] "claud" is no client that is known. The nearest one is claude; or write a row with name and callbackUrls.',
      ],
    ],
    [
      ['foo'],
      [
        'omnichat:clients[0] "foo" is no client that is known. Those are chatgpt, claude, claude-code, vscode, cursor, codex, gemini-cli, copilot, inspector; or write a row with name and callbackUrls.',
      ],
    ],
    [['claude', 'claude'], ['omnichat:clients[1] "claude" stands in the list twice. Remove one.']],
    [[acme, acme], [`omnichat:clients[1] ${JSON.stringify(acme)} stands in the list twice. Remove one.`]],
    [
      [7],
      [
        'omnichat:clients[0] 7 is no client. Write the name of a known one, or a row with name and callbackUrls.',
      ],
    ],
    [
      [{ ...acme, name: 'chatgpt' }],
      [
        'omnichat:clients[0].name "chatgpt" is the name of a known client. Write the name alone, or another one.',
      ],
    ],
    [
      [{ ...acme, name: 'Acme Inc' }],
      ['omnichat:clients[0].name "Acme Inc" is no name. Write small letters, digits and hyphens.'],
    ],
    [
      [{ name: 'acme' }],
      [
        'omnichat:clients[0].callbackUrls is missing. List the URLs that the client has people redirected to.',
      ],
    ],
    [
      [{ ...acme, clientSecret: 'hunter2' }],
      [
        'omnichat:clients[0] {"name":"acme","callbackUrls":["https://acme.example/oauth/callback"],"clientSecret":"[redacted]"} has clientSecret, which no client has. Remove it or rename it.',
      ],
    ],
    [
      withUrl('https://*.acme.example/callback'),
      [
        'omnichat:clients[0].callbackUrls[0] "https://*.acme.example/callback" has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.',
      ],
    ],
    [
      withUrl('https://acme.example/callback#x'),
      [
        'omnichat:clients[0].callbackUrls[0] "https://acme.example/callback#x" has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).',
      ],
    ],
    [
      withUrl('http://acme.example/callback'),
      [
        'omnichat:clients[0].callbackUrls[0] "http://acme.example/callback" is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).',
      ],
    ],
    [
      withUrl('javascript:alert(1)'),
      ['omnichat:clients[0].callbackUrls[0] "javascript:alert(1)" has the scheme javascript: Use https.'],
    ],
    [
      withUrl('unknown://callback'),
      ['omnichat:clients[0].callbackUrls[0] "unknown://callback" has the scheme unknown: Use https.'],
    ],
    [
      withUrl('cursor://*/callback#x'),
      [
        'omnichat:clients[0].callbackUrls[0] "cursor://*/callback#x" has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.',
        'omnichat:clients[0].callbackUrls[0] "cursor://*/callback#x" has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).',
      ],
    ],
    [withUrl(7), ['omnichat:clients[0].callbackUrls[0] 7 is not a text. Put the URL in quotes.']],
    [
      [{ ...acme, loopbackUrls: ['http://localhost:1/callback'] }],
      [
        'omnichat:clients[0].loopbackUrls[0] "http://localhost:1/callback" is not for any port. Write http, a loopback host and a path, without a port; one with a port goes into callbackUrls.',
      ],
    ],
    [
      [{ ...acme, clientIdMetadataUrl: 'https://localhost/client.json' }],
      [
        'omnichat:clients[0].clientIdMetadataUrl "https://localhost/client.json" is on this machine. Use the public https URL.',
      ],
    ],
    [
      [{ ...acme, pageOrigins: ['https://acme.example/x'] }],
      [
        'omnichat:clients[0].pageOrigins[0] "https://acme.example/x" is no origin. Write scheme and host alone, such as https://acme.example',
      ],
    ],
    [
      [{ ...acme, tokenEndpointAuthMethods: ['post'] }],
      [
        `omnichat:clients[0].tokenEndpointAuthMethods[0] "post" is no method. Write one of: ${clientAuthMethods.join(', ')}.`,
      ],
    ],
  ])('may not be %j', (clients, lines) => {
    expect(problemsOf(clients)).toEqual(lines);
  });

  test.each([
    'https://acme.example/oauth/callback?client=1',
    'http://127.0.0.1:9/callback',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'com.acme.app:/oauth/callback',
  ])('takes a row with the callback %s', (url) => {
    const settings = settingsOf('local', { clients: withUrl(url) });
    expect(applicationCallbacks(settings)).toContain(url);
  });

  test('gives ids of connectors to ChatGPT alone', () => {
    expect(problemsOf(['claude'], { chatgptConnectorIds: ['abc'] })).toEqual([
      'omnichat:chatgptConnectorIds ["abc"] belongs to a client that is not declared. Put chatgpt into omnichat:clients, or remove the ids.',
    ]);
  });

  test("has a client's callback in one place", () => {
    expect(problemsOf(['claude'], { callbackUrls: ['https://vscode.dev/redirect'] })).toEqual([
      'omnichat:callbackUrls[0] "https://vscode.dev/redirect" is a callback of VS Code. Put vscode into omnichat:clients instead.',
    ]);
    const chatgpt = 'https://chatgpt.com/connector_platform_oauth_redirect';
    expect(problemsOf(['claude'], { callbackUrls: [chatgpt] })).toEqual([
      `omnichat:callbackUrls[0] "${chatgpt}" is a callback of ChatGPT. Put chatgpt into omnichat:clients instead.`,
    ]);
  });

  test('repeats no password of a URL', () => {
    const [line] = problemsOf(withUrl('https://ann:hunter2@acme.example/callback'));
    expect(line).toContain('https://[redacted]@acme.example/callback');
    expect(line).not.toContain('hunter2');
  });
});
