import { describe, expect, test } from 'vitest';
import { chatgptCallbackUrls } from '../../infra/chatgpt.ts';
import { redirectUriAllowList, redirectUriFault } from '../../src/connector/redirect-uri.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';

describe('a redirect URI on the allow-list', () => {
  test.each([
    ...chatgptCallbackUrls,
    'https://omnichat.com',
    'https://omnichat.com/',
    'https://omnichat.com/callback?from=auth0',
    'https://omnichat.com:8443/callback',
    'http://localhost:3000/callback',
    'http://127.0.0.1:3000/callback',
    'http://[::1]:3000/callback',
  ])('may be %s', (uri) => {
    expect(redirectUriFault(uri)).toBeUndefined();
  });

  test.each([
    ['', 'is not an absolute URL'],
    ['/callback', 'is not an absolute URL'],
    ['//omnichat.com/callback', 'is not an absolute URL'],
    ['javascript:alert(1)', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['data:text/html,hello', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['com.example.app:/callback', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['http://omnichat.com/callback', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['http://localhost.evil.example/', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['https://chatgpt.com@evil.example/', 'must not carry a user name or password'],
    ['https://user:word@omnichat.com/', 'must not carry a user name or password'],
    ['https://*.omnichat.com/callback', 'must not hold a wildcard'],
    ['https://omnichat.com/*', 'must not hold a wildcard'],
    ['https://omnichat.com/#fragment', 'must not have a fragment'],
    ['https://omnichat.com/#', 'must not have a fragment'],
    ['https://omnichat.com./callback', 'must not end its host with a dot'],
    ['https://omnichat.com/a%2fb', 'must not percent-encode its path'],
    ['https://omnichat.com/%2e%2e%2f', 'must not percent-encode its path'],
    ['https://OmniChat.com/callback', 'must be written as https://omnichat.com/callback'],
    ['HTTPS://omnichat.com/callback', 'must be written as https://omnichat.com/callback'],
    ['https://omnichat.com:443/callback', 'must be written as https://omnichat.com/callback'],
    ['https://omnichat.com\\@evil.example/', 'must be written as https://omnichat.com/@evil.example/'],
    ['https://omnichat.com/a/../callback', 'must be written as https://omnichat.com/callback'],
    ['https://omnichat.com/a/%2e%2e/callback', 'must be written as https://omnichat.com/callback'],
    ['https:omnichat.com/callback', 'must be written as https://omnichat.com/callback'],
    [' https://omnichat.com/callback', 'must be written as https://omnichat.com/callback'],
    ['https://omni\tchat.com/callback', 'must be written as https://omnichat.com/callback'],
    ['https://ömnichat.com/', 'must be written as https://xn--mnichat-80a.com/'],
    ['http://127.1/callback', 'must be written as http://127.0.0.1/callback'],
    ['HTTPS://OmniChat.com.', 'must not end its host with a dot'],
    ['http://localhost./callback', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['https://omnіchat.com/', 'must be written as https://xn--omnchat-tog.com/'],
    ['https://omnichat。com/', 'must be written as https://omnichat.com/'],
    ['https:\\\\omnichat.com\\callback', 'must be written as https://omnichat.com/callback'],
    ['https://omnichat.com/callback\n', 'must be written as https://omnichat.com/callback'],
    ['blob:https://omnichat.com/callback', 'must use https (http only on this machine, RFC 8252 §7.3)'],
    ['file:///etc/passwd', 'must use https (http only on this machine, RFC 8252 §7.3)'],
  ])('may not be %s', (uri, fault) => {
    expect(redirectUriFault(uri)).toBe(fault);
  });

  // URL.canParse is wrong about the ö once V8 has optimized its caller.
  test('is judged the same however often it was', () => {
    const faults = Array.from({ length: 20_000 }, () => redirectUriFault('https://ömnichat.com/'));
    expect(new Set(faults)).toEqual(new Set(['must be written as https://xn--mnichat-80a.com/']));
  });
});

describe('a registration', () => {
  const isAllowed = redirectUriAllowList({
    exact: ['https://omnichat.com/callback', 'http://localhost:3000/callback'],
    chatgptConnectors: true,
  });

  test.each([
    'https://omnichat.com/callback',
    'http://localhost:3000/callback',
    'https://chatgpt.com/connector/oauth/a1B2-c3_D4',
  ])('may ask for %s', (uri) => {
    expect(isAllowed(uri)).toBe(true);
  });

  test.each([
    'javascript:alert(1)//https://omnichat.com/callback',
    'data:text/html,https://omnichat.com/callback',
    'https://omnichat.com/callback/',
    'https://omnichat.com/callback?x=1',
    'https://omnichat.com/callback#x',
    'https://omnichat.com/Callback',
    'https://OMNICHAT.com/callback',
    'https://omnichat.com./callback',
    'https://omnichat.com:443/callback',
    'https://user@omnichat.com/callback',
    'https://omnichat.com@evil.example/callback',
    'https://omnichat.com.evil.example/callback',
    'https://*.omnichat.com/callback',
    'http://omnichat.com/callback',
    'http://localhost:3001/callback',
    'http://127.0.0.1:3000/callback',
    'https://localhost:3000/callback',
    'https://chatgpt.com/connector/oauth/',
    'https://chatgpt.com/connector/oauth/*',
    'https://chatgpt.com/connector/oauth/a/b',
    'https://chatgpt.com/connector/oauth/..',
    'https://chatgpt.com/connector/oauth/a/../../../evil',
    'https://chatgpt.com/connector/oauth/%2e%2e',
    'https://chatgpt.com/connector/oauth//a',
    'https://chatgpt.com//connector/oauth/a',
    'https://chatgpt.com\\connector\\oauth\\a',
    'https:\\\\chatgpt.com\\connector\\oauth\\a',
    'https://chatgpt.com\\@evil.example/connector/oauth/a',
    'https://evil.example\\@chatgpt.com/connector/oauth/a',
    'HTTPS://ChatGPT.com./connector/oauth/a',
    'HTTPS://chatgpt.com/connector/oauth/a',
    'https://xn--chatgt-3nf.com/connector/oauth/a',
    'https://chatgрt.com/connector/oauth/a',
    'https://chatgpt。com/connector/oauth/a',
    'https://chatgpt.com%2eevil.example/connector/oauth/a',
    'https://chatgpt.com/connector/oauth/é',
    ' https://chatgpt.com/connector/oauth/a',
    'https:/chatgpt.com/connector/oauth/a',
    '//chatgpt.com/connector/oauth/a',
    'blob:https://chatgpt.com/connector/oauth/a',
    'https://chatgpt.com/connector/oauth/a%2fb',
    'https://chatgpt.com/connector/oauth/a?next=https://evil.example',
    'https://chatgpt.com/connector/oauth/a#b',
    'https://chatgpt.com/connector/oauth/a\n',
    `https://chatgpt.com/connector/oauth/${'a'.repeat(129)}`,
    'https://chatgpt.com./connector/oauth/a',
    'https://ChatGPT.com/connector/oauth/a',
    'https://x@chatgpt.com/connector/oauth/a',
    'https://chatgpt.com:8443/connector/oauth/a',
    'https://chatgpt.com.evil.example/connector/oauth/a',
    'http://chatgpt.com/connector/oauth/a',
  ])('may not ask for %j', (uri) => {
    expect(isAllowed(uri)).toBe(false);
  });

  test('may not ask for a connector callback where only exact URIs count', () => {
    const isExactlyAllowed = redirectUriAllowList({
      exact: ['https://chatgpt.com/connector/oauth/known'],
      chatgptConnectors: false,
    });

    expect(isExactlyAllowed('https://chatgpt.com/connector/oauth/known')).toBe(true);
    expect(isExactlyAllowed('https://chatgpt.com/connector/oauth/other')).toBe(false);
  });
});

describe('a loopback redirect URI without a port', () => {
  const withPort = 'http://127.0.0.1:51004/callback';
  const rules = { exact: ['http://127.0.0.1/callback'], chatgptConnectors: false };

  test('stands for any port where each registration becomes a client of its own', () => {
    const isAllowed = redirectUriAllowList({ ...rules, loopbackPorts: true });
    expect(isAllowed(withPort)).toBe(true);
    expect(isAllowed('http://127.0.0.1:51004/other')).toBe(false);
    expect(isAllowed('http://127.0.0.1:51004@evil.example/callback')).toBe(false);
  });

  test('is itself alone where all share a client, for Auth0 compares ports', () => {
    expect(redirectUriAllowList(rules)(withPort)).toBe(false);
  });
});

test("ChatGPT's fixed redirect URIs are the callbacks of the program's public client", () => {
  const settings = parseSettings(
    {
      'auth0:domain': 'tenant.eu.auth0.com',
      'omnichat:registration': 'registry',
      'omnichat:callbackUrls': '[]',
    },
    'dev',
  );

  expect(desiredTenant(settings).publicConnector?.client.callbacks).toEqual(chatgptCallbackUrls);
});
