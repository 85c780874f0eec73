import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSettings, SettingsError } from '../../infra/settings/settings.ts';
import { settingsWarnings } from '../../infra/settings/settings-warnings.ts';
import { settingsReference } from '../support/code/settings-reference.ts';
import { hardened, stackConfig } from '../support/project/stack-config.ts';

const local = { 'auth0:domain': 'localhost:4443' };
const prod = stackConfig('prod');

function refusal(config: Record<string, string>): SettingsError {
  try {
    parseSettings(config, 'test');
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

/** What is said about the only problem there is: key, value and cure in one line. */
function onlyLine(config: Record<string, string>): string {
  const { message } = refusal(config);
  const lines = message.split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe('Pulumi.test.yaml: one setting cannot be used; nothing was sent.');
  return lines[1]!.trim();
}

describe('defaults', () => {
  test("are the setup guide's values outside production", () => {
    expect(parseSettings(local, 'local')).toEqual({
      domain: 'localhost:4443',
      production: false,
      resourceUrl: 'http://localhost:3000',
      apiIdentifier: 'https://omnichat.com/api',
      applicationUrls: ['http://localhost:3000'],
      clients: ['chatgpt'],
      callbackUrls: ['http://localhost:3000/callback'],
      chatgptConnectorIds: [],
      registration: 'broker',
      clientIdMetadataDocuments: false,
      tokenEndpointAuthMethod: 'client_secret_post',
      leeway: 30,
      ownUsers: true,
      connections: [],
      attackProtection: false,
      registrationNetworks: [],
      stepUp: 'none',
    });
  });

  test('leave production without a callback of its own', () => {
    expect(parseSettings(prod, 'prod')).toEqual({
      domain: 'omnichat-prod.us.auth0.com',
      production: true,
      resourceUrl: 'https://omnichat.com/api',
      apiIdentifier: 'https://omnichat.com/api',
      applicationUrls: ['https://omnichat.com'],
      clients: ['chatgpt'],
      callbackUrls: [],
      chatgptConnectorIds: [],
      registration: 'broker',
      clientIdMetadataDocuments: false,
      tokenEndpointAuthMethod: 'client_secret_post',
      leeway: 30,
      ownUsers: true,
      connections: [],
      attackProtection: false,
      registrationNetworks: [],
      stepUp: 'none',
    });
  });

  test('give way to every stated value', () => {
    const stated = {
      'auth0:domain': 'omnichat.example:8443',
      'omnichat:customDomain': 'login.omnichat.com',
      'omnichat:production': 'false',
      'omnichat:resourceUrl': 'https://dev.omnichat.com',
      'omnichat:apiIdentifier': 'https://dev.omnichat.com',
      'omnichat:applicationUrls': '["https://dev.omnichat.com/bye","http://127.0.0.1:3000"]',
      'omnichat:clients': '["chatgpt","claude"]',
      'omnichat:callbackUrls': '["http://[::1]:3000/callback?from=auth0"]',
      'omnichat:chatgptConnectorIds': '["abc_123","DEF-456"]',
      'omnichat:registration': 'native',
      'omnichat:clientIdMetadataDocuments': 'true',
      'omnichat:tokenEndpointAuthMethod': 'client_secret_basic',
      'omnichat:leeway': '0',
      'omnichat:ownUsers': 'false',
      'omnichat:connections': '["google-oauth2",{"name":"Staff","isDomainConnection":true}]',
      'omnichat:plan': 'enterprise',
      'omnichat:attackProtection': 'true',
      'omnichat:logStreamUrl': 'https://logs.omnichat.com/auth0',
      'omnichat:registrationNetworks': '["203.0.113.0/24","198.51.100.7"]',
      'omnichat:stepUp': 'mfa',
    };
    expect(parseSettings(stated, 'dev')).toEqual({
      domain: 'omnichat.example:8443',
      customDomain: 'login.omnichat.com',
      production: false,
      resourceUrl: 'https://dev.omnichat.com',
      apiIdentifier: 'https://dev.omnichat.com',
      applicationUrls: ['https://dev.omnichat.com/bye', 'http://127.0.0.1:3000'],
      clients: ['chatgpt', 'claude'],
      callbackUrls: ['http://[::1]:3000/callback?from=auth0'],
      chatgptConnectorIds: ['abc_123', 'DEF-456'],
      registration: 'native',
      clientIdMetadataDocuments: true,
      tokenEndpointAuthMethod: 'client_secret_basic',
      leeway: 0,
      ownUsers: false,
      connections: [{ name: 'google-oauth2' }, { name: 'Staff', isDomainConnection: true }],
      plan: 'enterprise',
      attackProtection: true,
      logStreamUrl: 'https://logs.omnichat.com/auth0',
      registrationNetworks: ['203.0.113.0/24', '198.51.100.7'],
      stepUp: 'mfa',
    });
  });
});

describe('the domain', () => {
  test.each([
    'omnichat.us.auth0.com',
    'login.omnichat.com',
    'localhost',
    'localhost:4443',
    '127.0.0.1:1',
    '[::1]:65535',
    `${'a'.repeat(63)}.com`,
  ])('may be %s', (domain) => {
    expect(parseSettings({ 'auth0:domain': domain }, 'local').domain).toBe(domain);
  });

  const notAHost =
    'is not a host name. Write it as Auth0 shows it under Settings, such as omnichat-dev.us.auth0.com';
  test.each([
    ['https://omnichat.us.auth0.com', 'has a scheme. Write the host alone: omnichat.us.auth0.com'],
    [
      'HTTPS://OmniChat.us.auth0.com/',
      'has a scheme and a path. Write the host alone: omnichat.us.auth0.com',
    ],
    ['https://omni_chat.auth0.com', 'has a scheme. Write the host alone.', notAHost],
    [
      'https://your-tenant-name.auth0.com/authorize',
      'has a scheme and a path. Write the host alone: your-tenant-name.auth0.com',
      "is the setup guide's placeholder. Write your own tenant's domain.",
    ],
    ['Omni_Chat.auth0.com', notAHost],
    ['omnichat.us.auth0.com/', 'has a path. Write the host alone: omnichat.us.auth0.com'],
    ['omnichat.us.auth0.com?x', 'has a path. Write the host alone: omnichat.us.auth0.com'],
    ['omnichat.us.auth0.com#x', 'has a path. Write the host alone: omnichat.us.auth0.com'],
    [
      'OmniChat.us.auth0.com',
      'has capitals, and the issuer is compared to the character. Write omnichat.us.auth0.com',
    ],
    ['your-tenant-name.auth0.com', "is the setup guide's placeholder. Write your own tenant's domain."],
    ['', notAHost],
    ['omnichat.us.auth0.com.', notAHost],
    ['omnichat..auth0.com', notAHost],
    ['-omnichat.auth0.com', notAHost],
    ['omni_chat.auth0.com', notAHost],
    ['omnichat auth0.com', notAHost],
    ['*.auth0.com', notAHost],
    ['omnichat.auth0.com:', notAHost],
    ['omnichat.auth0.com:0', notAHost],
    ['omnichat.auth0.com:65536', notAHost],
    ['::1', notAHost],
    [`${'a'.repeat(64)}.com`, notAHost],
    [`${'a.'.repeat(126)}com`, notAHost],
  ])('may not be %j', (domain, ...cures) => {
    const lines = refusal({ 'auth0:domain': domain }).message.split('\n');
    expect(lines).toEqual([
      'Pulumi.test.yaml: one setting cannot be used; nothing was sent.',
      ...cures.map((cure) => `  auth0:domain ${JSON.stringify(domain)} ${cure}`),
    ]);
  });

  test('must be there', () => {
    expect(onlyLine({})).toBe(
      "auth0:domain is missing. Write the tenant's domain there, below config: auth0:domain: NAME.REGION.auth0.com",
    );
    expect(onlyLine({ 'auth0:debug': 'true', 'auth0:domian': 'omnichat-dev.us.auth0.com' })).toBe(
      'auth0:domian "omnichat-dev.us.auth0.com" is not a setting. Rename it: auth0:domain.',
    );
  });
});

describe('a URL', () => {
  test.each([
    'https://omnichat.com',
    'https://omnichat.com/',
    'https://omnichat.com:8443/callback?a=b',
    'https://omnichat.com/@team',
    'https://[2001:db8::1]/callback',
    'http://localhost:3000',
    'http://app.localhost:3000',
    'http://127.8.9.10',
    'http://[::1]:3000',
  ])('may be %s', (url) => {
    expect(
      parseSettings({ ...local, 'omnichat:applicationUrls': JSON.stringify([url]) }, 'local').applicationUrls,
    ).toEqual([url]);
  });

  const notAbsolute = 'is not an absolute URL. Write scheme and host, such as https://omnichat.com.';
  const notAsSent = 'is not written as browsers send it, and is compared to the character.';
  const onlyLoopback =
    'is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).';
  const badUrls = [
    ['', notAbsolute],
    ['omnichat.com', notAbsolute],
    ['/callback', notAbsolute],
    ['https://', notAbsolute],
    ['https://omnichat.com:65536', notAbsolute],
    ['["https://omnichat.com"]', notAbsolute],
    ['ftp://omnichat.com', 'has the scheme ftp: Use https.'],
    ['javascript:alert(1)', 'has the scheme javascript: Use https.'],
    ['localhost:3000', 'has the scheme localhost: Use https.'],
    [
      'https://*.omnichat.com',
      'has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.',
    ],
    [
      'https://omnichat.com/*',
      'has a wildcard. Write every URL out: a wildcard lets strangers receive authorization codes.',
    ],
    ['https://omnichat.com/#top', 'has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).'],
    ['https://omnichat.com/#', 'has a fragment. Leave out the # and what follows (RFC 6749 §3.1.2).'],
    [' https://omnichat.com', 'has white space in it. Remove it.'],
    ['https://omnichat.com/a b', 'has white space in it. Remove it.'],
    ['https://omnichat.com\n', 'has white space in it. Remove it.'],
    ['HTTPS://omnichat.com/A', `${notAsSent} Write https://omnichat.com/A`],
    ['https://OmniChat.com', `${notAsSent} Write https://omnichat.com`],
    ['https:omnichat.com', `${notAsSent} Write https://omnichat.com`],
    ['https://omnichat.com:443/a', `${notAsSent} Write https://omnichat.com/a`],
    ['https://omnichat.com\\.evil.com', `${notAsSent} Write https://omnichat.com/.evil.com`],
    ['https://omnichat.com/a/../b', `${notAsSent} Write https://omnichat.com/b`],
    ['https://bücher.example', `${notAsSent} Write https://xn--bcher-kva.example`],
    ['http://127.1', `${notAsSent} Write http://127.0.0.1`],
    ['https://omnichat.com./a', 'has a host that ends in a dot. Remove the dot.'],
    ['http://omnichat.com', onlyLoopback],
    ['http://localhost.omnichat.com', onlyLoopback],
    ['http://192.168.0.1', onlyLoopback],
    ['http://0.0.0.0:3000', onlyLoopback],
  ] as const;

  test.each(badUrls)('may not be %j', (url, cure) => {
    expect(onlyLine({ ...local, 'omnichat:resourceUrl': url })).toBe(
      `omnichat:resourceUrl ${JSON.stringify(url)} ${cure}`,
    );
  });

  test.each(badUrls)('may not be %j in a list', (url, cure) => {
    expect(onlyLine({ ...local, 'omnichat:applicationUrls': JSON.stringify([url]) })).toBe(
      `omnichat:applicationUrls[0] ${JSON.stringify(url)} ${cure}`,
    );
  });

  test('is held to the same rules as API identifier', () => {
    expect(onlyLine({ ...local, 'omnichat:apiIdentifier': 'omnichat-api' })).toBe(
      `omnichat:apiIdentifier "omnichat-api" ${notAbsolute}`,
    );
  });
});

describe('credentials', () => {
  const secret = 'hunter2';
  const refused = 'has a user name or a password. Leave out what stands before the @.';

  test.each([
    ['resourceUrl', `https://ann:${secret}@omnichat.com`],
    ['resourceUrl', `https://${secret}@omnichat.com`],
    ['apiIdentifier', `https://ann:${secret}@omnichat.com/api`],
  ])('in %s are refused and not repeated', (name, url) => {
    const host = url.slice(url.indexOf('@'));
    expect(onlyLine({ ...local, [`omnichat:${name}`]: url })).toBe(
      `omnichat:${name} "https://[redacted]${host}" ${refused}`,
    );
  });

  test.each([
    `https://ann:${secret}@omnichat.com`,
    `https://ann:${secret}"@omnichat.com`,
    `https://ann:x@${secret}@omnichat.com`,
    `https://ann:/${secret}@omnichat.com`,
    `https:ann:${secret}@omnichat.com`,
    `https:\\\\ann:${secret}@omnichat.com`,
    `https://ann:\n${secret}@omnichat.com`,
    `ann:${secret}@omnichat.com`,
    `HTTPS://ANN:${secret}@OMNICHAT.COM`,
  ])('are not repeated, however they are written: %j', (text) => {
    const everywhere = {
      'auth0:domain': text,
      'omnichat:production': text,
      'omnichat:resourceUrl': text,
      'omnichat:apiIdentifier': `${text}/api`,
      'omnichat:applicationUrls': JSON.stringify([text, text]),
      'omnichat:callbackUrls': text,
      'omnichat:chatgptConnectorIds': JSON.stringify([[text], { url: text }]),
      'omnichat:registration': text,
      'omnichat:resourceURL': text,
    };
    const { message, problems } = refusal(everywhere);
    expect(problems.map(({ key }) => key)).toEqual(
      expect.arrayContaining(Object.keys(everywhere).filter((key) => !/Urls|Ids/.test(key))),
    );
    expect(message.toLowerCase()).not.toContain(secret);
    expect(JSON.stringify(problems).toLowerCase()).not.toContain(secret);
  });

  test.each(['clientSecret', 'apiToken', 'PASSWORD', 'private_key'])(
    'are not repeated under a key that nobody asked for: %s',
    (name) => {
      const { message, problems } = refusal({ ...local, [`omnichat:${name}`]: secret });
      expect(message).toContain(`omnichat:${name} "[redacted]" is not a setting.`);
      expect(JSON.stringify(problems)).not.toContain(secret);
    },
  );

  test('in the domain are refused', () => {
    expect(onlyLine({ 'auth0:domain': `https://ann:${secret}@omnichat.us.auth0.com/` })).toBe(
      'auth0:domain "https://[redacted]@omnichat.us.auth0.com/" has a scheme, a user name or a password, and a path. Write the host alone: omnichat.us.auth0.com',
    );
  });
});

describe('a list', () => {
  test.each([
    [
      'applicationUrls',
      'https://omnichat.com',
      'applicationUrls "https://omnichat.com" is not a list. Write a YAML list, one item a line, each after a dash.',
    ],
    [
      'callbackUrls',
      '{"a":"https://omnichat.com"}',
      'callbackUrls {"a":"https://omnichat.com"} is not a list. Write a YAML list, one item a line, each after a dash.',
    ],
    [
      'chatgptConnectorIds',
      'abc',
      'chatgptConnectorIds "abc" is not a list. Write a YAML list, one item a line, each after a dash.',
    ],
    [
      'chatgptConnectorIds',
      'null',
      'chatgptConnectorIds null is not a list. Write a YAML list, one item a line, each after a dash.',
    ],
    ['callbackUrls', '[3000]', 'callbackUrls[0] 3000 is not a text. Put the URL in quotes.'],
    ['applicationUrls', '[null]', 'applicationUrls[0] null is not a text. Put the URL in quotes.'],
    ['chatgptConnectorIds', '[12]', 'chatgptConnectorIds[0] 12 is not a text. Put the id in quotes.'],
    [
      'chatgptConnectorIds',
      '["https://chatgpt.com/connector/oauth/abc"]',
      'chatgptConnectorIds[0] "https://chatgpt.com/connector/oauth/abc" is not an id. Write only what follows https://chatgpt.com/connector/oauth/',
    ],
    [
      'chatgptConnectorIds',
      '[""]',
      'chatgptConnectorIds[0] "" is not an id. Write only what follows https://chatgpt.com/connector/oauth/',
    ],
    [
      'chatgptConnectorIds',
      '["a","b","a"]',
      'chatgptConnectorIds[2] "a" stands in the list twice. Remove one.',
    ],
    [
      'applicationUrls',
      '["https://omnichat.com","https://omnichat.com"]',
      'applicationUrls[1] "https://omnichat.com" stands in the list twice. Remove one.',
    ],
    [
      'applicationUrls',
      '["https://omnichat.com","https://omnichat.com/"]',
      'applicationUrls[1] "https://omnichat.com/" stands in the list twice. Remove one.',
    ],
    [
      'callbackUrls',
      '["https://chatgpt.com/connector_platform_oauth_redirect"]',
      'callbackUrls[0] "https://chatgpt.com/connector_platform_oauth_redirect" is ChatGPT\'s own, which is registered already, because omnichat:clients has chatgpt. Remove it.',
    ],
    [
      'callbackUrls',
      '["https://platform.openai.com/apps-manage/oauth"]',
      'callbackUrls[0] "https://platform.openai.com/apps-manage/oauth" is ChatGPT\'s own, which is registered already, because omnichat:clients has chatgpt. Remove it.',
    ],
    [
      'callbackUrls',
      '["https://chatgpt.com/connector/oauth/abc"]',
      'callbackUrls[0] "https://chatgpt.com/connector/oauth/abc" is a ChatGPT connector\'s. Put its id into omnichat:chatgptConnectorIds.',
    ],
  ])('%s may not be %s', (name, text, line) => {
    expect(onlyLine({ ...local, [`omnichat:${name}`]: text })).toBe(`omnichat:${line}`);
  });
});

describe('a single value', () => {
  test.each([
    ['production', '"yes"', '"yes" is neither true nor false. Write true or false.'],
    ['production', 'True', '"True" is neither true nor false. Write true or false.'],
    ['production', '1', '1 is neither true nor false. Write true or false.'],
    ['production', '', '"" is neither true nor false. Write true or false.'],
    [
      'registration',
      'Broker',
      '"Broker" is not a registration mode. Write one of: off, broker, registry, native.',
    ],
    [
      'registration',
      'false',
      '"false" is not a registration mode. Write one of: off, broker, registry, native.',
    ],
    [
      'tokenEndpointAuthMethod',
      'none',
      '"none" is no way to send a secret. Write one of: client_secret_post, client_secret_basic.',
    ],
    ['clientIdMetadataDocuments', 'yes', '"yes" is neither true nor false. Write true or false.'],
    [
      'plan',
      'team',
      '"team" is no plan of Auth0\'s. Write one of: free, essentials, professional, enterprise.',
    ],
    ['stepUp', 'sms', '"sms" is no way to ask for more. Write one of: none, mfa.'],
    ['stepUp', '2', '"2" is no way to ask for more. Write one of: none, mfa.'],
    [
      'protectedRoute',
      'https://omnichat.com/files',
      '"https://omnichat.com/files" is no path of the server. Write one such as /files, without a query.',
    ],
    [
      'protectedRoute',
      '//other.example/files',
      '"//other.example/files" is no path of the server. Write one such as /files, without a query.',
    ],
    [
      'protectedRoute',
      '/files?id=1',
      '"/files?id=1" is no path of the server. Write one such as /files, without a query.',
    ],
    ['attackProtection', 'yes', '"yes" is neither true nor false. Write true or false.'],
    [
      'logStreamUrl',
      'http://logs.example',
      '"http://logs.example" is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).',
    ],
    ['leeway', '"30"', '"30" is no number of seconds. Write a whole number from 0 to 60.'],
    ['leeway', '1.5', '1.5 is no number of seconds. Write a whole number from 0 to 60.'],
    ['leeway', '-1', '-1 is below 0. Write a number of seconds from 0 to 60.'],
    [
      'customDomain',
      'login.omnichat.com:8443',
      '"login.omnichat.com:8443" has a port. Write the host alone: its port is that of auth0:domain.',
    ],
    [
      'customDomain',
      'https://login.omnichat.com/',
      '"https://login.omnichat.com/" has a scheme and a path. Write the host alone: login.omnichat.com',
    ],
    [
      'customDomain',
      'omnichat.eu.auth0.com',
      `"omnichat.eu.auth0.com" is a tenant's own domain, and no custom one. Write it into auth0:domain, or leave this setting out.`,
    ],
    [
      'customDomain',
      'login.omnichat.com',
      '"login.omnichat.com" and auth0:domain "localhost:4443" are not both on this machine. A custom domain leads to the tenant.',
    ],
    [
      'customDomain',
      'localhost',
      '"localhost" is auth0:domain. Leave it out, or write the tenant\'s own domain there, such as omnichat.eu.auth0.com: the Management API is at that one.',
    ],
    ['leeway', '61', '61 is above 60, which Auth0 refuses. Write a number of seconds from 0 to 60.'],
  ])('%s may not be %j', (name, text, rest) => {
    expect(onlyLine({ ...local, [`omnichat:${name}`]: text })).toBe(`omnichat:${name} ${rest}`);
  });
});

describe('an unknown key', () => {
  test.each([
    ['callbackUrl', 'omnichat:callbackUrls'],
    ['resourceURL', 'omnichat:resourceUrl'],
    ['chatGptConnectorIds', 'omnichat:chatgptConnectorIds'],
    ['Production', 'omnichat:production'],
    ['domain', 'auth0:domain'],
  ])('%s is refused and %s is named', (name, nearest) => {
    expect(onlyLine(Object.fromEntries([...Object.entries(local), [`omnichat:${name}`, 'x']]))).toBe(
      `omnichat:${name} "x" is not a setting. The nearest one is ${nearest}; remove it or rename it.`,
    );
  });

  test.each(['__proto__', 'toString', 'foo'])('%s is like none, and none is named', (name) => {
    expect(onlyLine(Object.fromEntries([...Object.entries(local), [`omnichat:${name}`, 'x']]))).toBe(
      `omnichat:${name} "x" is not a setting. None is like it: remove it, or look its name up in docs/reference.md.`,
    );
  });

  test('of another namespace is left alone', () => {
    const others = {
      encryptionsalt: 'v1:abc',
      'pulumi:tags': '{}',
      'auth0:debug': 'true',
      'auth0:clientId': 'x',
      'omnichat-auth0:whatever': '1',
      'OMNICHAT:production': 'true',
    };
    expect(parseSettings({ ...local, ...others }, 'local')).toEqual(parseSettings(local, 'local'));
  });
});

describe('production', () => {
  test.each(['resourceUrl', 'apiIdentifier', 'applicationUrls'])('must state %s', (name) => {
    const { [`omnichat:${name}`]: _omitted, ...rest } = prod;
    expect(onlyLine(rest)).toBe(`omnichat:${name} is missing. A production stack must state it.`);
  });

  const thisMachine = 'is on this machine, in a production stack. Use the public https URL.';
  test.each([
    ['http://localhost:3000', thisMachine],
    ['https://localhost', thisMachine],
    ['https://app.localhost/x', thisMachine],
    ['https://127.0.0.1', thisMachine],
    ['https://[::1]', thisMachine],
    ['https://0.0.0.0', thisMachine],
    ['https://[::]', thisMachine],
    [
      'https://your-production-domain.com',
      "is the setup guide's placeholder. Use the domain that OmniChat runs on.",
    ],
    [
      'https://api.your-production-domain.com/x',
      "is the setup guide's placeholder. Use the domain that OmniChat runs on.",
    ],
    [
      'http://omnichat.com',
      'is http. Use https; plain http is only for loopback hosts (localhost, 127.0.0.1, [::1]).',
    ],
  ])('may not use %s', (url, cure) => {
    for (const name of ['applicationUrls', 'callbackUrls']) {
      expect(onlyLine({ ...prod, [`omnichat:${name}`]: JSON.stringify([url]) })).toBe(
        `omnichat:${name}[0] ${JSON.stringify(url)} ${cure}`,
      );
    }
    expect(refusal({ ...prod, 'omnichat:resourceUrl': url, 'omnichat:apiIdentifier': url }).problems).toEqual(
      [
        { key: 'omnichat:resourceUrl', value: JSON.stringify(url), cure },
        { key: 'omnichat:apiIdentifier', value: JSON.stringify(url), cure },
      ],
    );
  });

  test.each(['true', ' true', 'true\n'])('is on when Pulumi encodes it as %j', (text) => {
    expect(refusal({ ...local, 'omnichat:production': text }).problems.map(({ key }) => key)).toEqual([
      'omnichat:resourceUrl',
      'omnichat:apiIdentifier',
      'omnichat:applicationUrls',
    ]);
  });

  test('refuses a resource URL that is not the API identifier', () => {
    expect(onlyLine({ ...prod, 'omnichat:resourceUrl': 'https://omnichat.com' })).toBe(
      'omnichat:resourceUrl "https://omnichat.com" differs from omnichat:apiIdentifier "https://omnichat.com/api". ' +
        'Make them the same: ChatGPT takes the URL it was given for the protected resource, and tokens carry the API identifier (RFC 9728 §3.3, RFC 8707 §2).',
    );
  });
});

describe('a resource URL that is not the API identifier', () => {
  const warning = (resourceUrl: string) =>
    `omnichat:resourceUrl ${resourceUrl} differs from omnichat:apiIdentifier https://omnichat.com/api: ` +
    'ChatGPT takes the URL it was given for the protected resource, and tokens carry the API identifier (RFC 9728 §3.3, RFC 8707 §2).';
  const warningsFor = (resourceUrl: string) =>
    settingsWarnings(parseSettings({ ...local, 'omnichat:resourceUrl': resourceUrl }, 'local'));

  test('is warned about outside production', () => {
    expect(warningsFor('https://dev.omnichat.com')).toEqual([warning('https://dev.omnichat.com')]);
  });

  test('is said to be out of reach where it is a loopback address, and the tenant is at Auth0', () => {
    const settings = parseSettings({ ...local, 'auth0:domain': 'omnichat-dev.us.auth0.com' }, 'dev');
    expect(settingsWarnings(settings)).toEqual([
      `${warning('http://localhost:3000')} ChatGPT cannot reach a loopback address either: use an HTTPS tunnel.`,
    ]);
  });

  test('on loopback, with a tenant there, is none that ChatGPT could be given', () => {
    expect(warningsFor('http://localhost:3000')).toEqual([]);
  });

  test('on loopback stops the declared clients that are given it', () => {
    const clients = '["chatgpt","vscode","claude"]';
    expect(settingsWarnings(parseSettings({ ...local, 'omnichat:clients': clients }, 'local'))).toEqual([
      'omnichat:resourceUrl http://localhost:3000 differs from omnichat:apiIdentifier https://omnichat.com/api: ' +
        'VS Code on this machine would be given the first, and link with the second alone (RFC 9728 §3.3).',
    ]);
  });

  test('is taken outside production, stated or not', () => {
    const stated = {
      'omnichat:resourceUrl': 'https://dev.omnichat.com',
      'omnichat:apiIdentifier': 'https://omnichat.com/api',
    };
    expect(parseSettings({ ...local, ...stated }, 'dev')).toMatchObject({
      resourceUrl: 'https://dev.omnichat.com',
      apiIdentifier: 'https://omnichat.com/api',
    });
  });

  test('is the only thing warned about', () => {
    expect(warningsFor('https://omnichat.com/api')).toEqual([]);
  });
});

describe('an API identifier', () => {
  const warningsFor = (identifier: string) =>
    settingsWarnings(
      parseSettings(
        { ...local, 'omnichat:resourceUrl': identifier, 'omnichat:apiIdentifier': identifier },
        'local',
      ),
    );

  test.each(['https://omnichat.com', 'https://omnichat.com/', 'http://localhost:3000'])(
    'that is a bare origin is warned about, since clients differ about its slash: %s',
    (identifier) => {
      const { origin } = new URL(identifier);
      expect(warningsFor(identifier)).toEqual([
        expect.stringMatching(
          new RegExp(`^omnichat:apiIdentifier ${identifier} is a bare origin.* such as ${origin}/mcp,`),
        ),
      ]);
    },
  );

  test.each(['https://omnichat.com/mcp', 'https://omnichat.com/?v=1'])(
    'with more than that is not: %s',
    (url) => {
      expect(warningsFor(url)).toEqual([]);
    },
  );
});

test('all problems are reported at once, each with its key, its value and its cure', () => {
  const error = refusal({
    'auth0:domain': 'https://omnichat.us.auth0.com/',
    'omnichat:production': 'true',
    'omnichat:resourceUrl': 'http://localhost:3000',
    'omnichat:applicationUrls':
      '["https://your-production-domain.com","https://omnichat.com","https://omnichat.com"]',
    'omnichat:callbackUrls': 'https://omnichat.com/callback',
    'omnichat:registraton': 'broker',
  });
  expect(error.code).toBe('SETTINGS_INVALID');
  expect(error.name).toBe('SettingsError');
  expect(error.problems).toHaveLength(7);
  expect(error.message).toMatchInlineSnapshot(`
    "Pulumi.test.yaml: 7 settings cannot be used; nothing was sent.
      auth0:domain "https://omnichat.us.auth0.com/" has a scheme and a path. Write the host alone: omnichat.us.auth0.com
      omnichat:resourceUrl "http://localhost:3000" is on this machine, in a production stack. Use the public https URL.
      omnichat:apiIdentifier is missing. A production stack must state it.
      omnichat:applicationUrls[0] "https://your-production-domain.com" is the setup guide's placeholder. Use the domain that OmniChat runs on.
      omnichat:applicationUrls[2] "https://omnichat.com" stands in the list twice. Remove one.
      omnichat:callbackUrls "https://omnichat.com/callback" is not a list. Write a YAML list, one item a line, each after a dash.
      omnichat:registraton "broker" is not a setting. The nearest one is omnichat:registration; remove it or rename it."
  `);
});

test("what stands in a list twice, or is ChatGPT's own, is reported beside an item that is no text", () => {
  expect(
    refusal({
      ...local,
      'omnichat:chatgptConnectorIds': '["a",7,"a"]',
      'omnichat:callbackUrls':
        '[7,"https://chatgpt.com/connector_platform_oauth_redirect","http://localhost:1","http://localhost:1"]',
    }).message,
  ).toMatchInlineSnapshot(`
    "Pulumi.test.yaml: 5 settings cannot be used; nothing was sent.
      omnichat:callbackUrls[0] 7 is not a text. Put the URL in quotes.
      omnichat:callbackUrls[3] "http://localhost:1" stands in the list twice. Remove one.
      omnichat:chatgptConnectorIds[1] 7 is not a text. Put the id in quotes.
      omnichat:chatgptConnectorIds[2] "a" stands in the list twice. Remove one.
      omnichat:callbackUrls[1] "https://chatgpt.com/connector_platform_oauth_redirect" is ChatGPT's own, which is registered already, because omnichat:clients has chatgpt. Remove it."
  `);
});

test('any map of texts is either taken or refused as settings, never anything else', () => {
  const names = settingsReference().map(({ key }) => key);
  const key = fc.oneof(
    fc.constantFrom(...names),
    fc.string().map((name) => `omnichat:${name}`),
    fc.string(),
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.webUrl(),
    fc.array(fc.webUrl()).map((urls) => JSON.stringify(urls)),
    fc.constantFrom('true', 'false', 'native', 'https://', '[[]]', '{"__proto__":1}'),
  );
  fc.assert(
    fc.property(fc.dictionary(key, text), (config) => {
      try {
        parseSettings(config, 'any');
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
        expect((error as SettingsError).problems).not.toHaveLength(0);
      }
    }),
    { numRuns: 1000 },
  );
});

test('the reference states every setting with its defaults outside production and in it', () => {
  expect(
    settingsReference().map(({ key, defaultValue, productionDefault }) => [
      key,
      defaultValue,
      productionDefault,
    ]),
  ).toEqual([
    ['auth0:domain', undefined, undefined],
    ['omnichat:production', 'false', 'false'],
    ['omnichat:resourceUrl', '"http://localhost:3000"', undefined],
    ['omnichat:protectedRoute', 'null', 'null'],
    ['omnichat:apiIdentifier', '"https://omnichat.com/api"', undefined],
    ['omnichat:applicationUrls', '["http://localhost:3000"]', undefined],
    ['omnichat:clients', '["chatgpt"]', '["chatgpt"]'],
    ['omnichat:callbackUrls', '["http://localhost:3000/callback"]', '[]'],
    ['omnichat:chatgptConnectorIds', '[]', '[]'],
    ['omnichat:customDomain', 'null', 'null'],
    ['omnichat:registration', '"broker"', '"broker"'],
    ['omnichat:clientIdMetadataDocuments', 'false', 'false'],
    ['omnichat:tokenEndpointAuthMethod', '"client_secret_post"', '"client_secret_post"'],
    ['omnichat:leeway', '30', '30'],
    ['omnichat:ownUsers', 'true', 'true'],
    ['omnichat:connections', '[]', '[]'],
    ['omnichat:plan', 'null', 'null'],
    ['omnichat:attackProtection', 'false', 'false'],
    ['omnichat:logStreamUrl', 'null', 'null'],
    ['omnichat:registrationNetworks', '[]', '[]'],
    ['omnichat:stepUp', '"none"', '"none"'],
    ['omnichat:authorizationServer', '"auth0"', '"auth0"'],
    ['omnichat:issuer', 'null', 'null'],
    ['omnichat:clientId', 'null', 'null'],
    ['omnichat:tokenAudience', 'null', 'null'],
  ]);
  expect(settingsReference().filter(({ description }) => description === '')).toEqual([]);
});

test('everything that is wrong with one URL is reported at once', () => {
  expect(() =>
    parseSettings(
      { 'auth0:domain': 'localhost:4443', 'omnichat:resourceUrl': 'http://omnichat.example/*#x' },
      'dev',
    ),
  ).toThrow(/wildcard[^]*fragment[^]*is http\./);
});

test.each(['https://[::ffff:7f00:1]/api', 'https://localhost.localdomain/api', 'https://127.1/api'])(
  'production refuses %s as this machine',
  (url) => {
    const config = {
      'auth0:domain': 'omnichat-prod.us.auth0.com',
      'omnichat:production': 'true',
      'omnichat:resourceUrl': url,
      'omnichat:apiIdentifier': url,
      'omnichat:applicationUrls': '[]',
    };
    expect(() => parseSettings(config, 'prod')).toThrow('is on this machine, in a production stack.');
  },
);

describe('the networks that may register', () => {
  const native = { ...local, 'omnichat:registration': 'native' };

  test.each([
    ['["203.0.113.0/33"]', '[0] "203.0.113.0/33" is no address and no block of addresses.'],
    ['["omnichat.com"]', '[0] "omnichat.com" is no address and no block of addresses.'],
    ['["203.0.113.7","203.0.113.7"]', '[1] "203.0.113.7" stands in the list twice. Remove one.'],
    ['["203.0.113.7","2001:db8::/32"]', ' ["203.0.113.7","2001:db8::/32"] mixes IPv4 and IPv6,'],
    [JSON.stringify(Array.from({ length: 11 }, (_, n) => `192.0.2.${n}`)), 'holds 11 networks'],
  ])('may not be %s', (text, problem) => {
    expect(onlyLine({ ...native, 'omnichat:registrationNetworks': text })).toContain(problem);
  });

  test("are of use only for Auth0's own endpoint", () => {
    expect(onlyLine({ ...local, 'omnichat:registrationNetworks': '["203.0.113.7"]' })).toBe(
      'omnichat:registrationNetworks ["203.0.113.7"] is about Auth0\'s own endpoint, which is closed. ' +
        'Set omnichat:registration to native, or remove the list.',
    );
  });
});

describe('the connections of others', () => {
  test.each([
    [
      'google-oauth2',
      ' "google-oauth2" is not a list. Write a YAML list, one item a line, each after a dash.',
    ],
    ['["Sign in with Google"]', '[0] "Sign in with Google" is no name of a connection.'],
    [`["${'a'.repeat(129)}"]`, 'is longer than the 128 characters that Auth0 takes.'],
    ['[7]', '[0] 7 is no connection. Write its name, or a row with name and isDomainConnection.'],
    ['[null]', '[0] null is no connection.'],
    ['[{"isDomainConnection":true}]', '[0].name is missing.'],
    [
      '[{"name":"staff","isDomainConnection":false}]',
      '[0].isDomainConnection false is not true. Write true, or leave it out: what nobody promotes stays as it is.',
    ],
    ['[{"name":"staff","promote":true}]', 'has promote, which no row has.'],
    ['["staff",{"name":"staff"}]', '[1] {"name":"staff"} stands in the list twice. Remove one.'],
    ['["omnichat-users"]', '[0] "omnichat-users" is the database that the program makes'],
  ])('may not be %s', (text, problem) => {
    expect(onlyLine({ ...local, 'omnichat:connections': text })).toContain(problem);
  });

  test('have to be some where the program makes no database', () => {
    expect(onlyLine({ ...local, 'omnichat:ownUsers': 'false' })).toBe(
      'omnichat:ownUsers false leaves nobody who could log in. Name a connection in omnichat:connections, or remove it.',
    );
  });

  const without = { ...prod, 'omnichat:ownUsers': 'false' };
  test.each([
    ['that nobody promoted are no use to third parties', without, '["staff","google-oauth2"]', 1],
    ['that are promoted are', without, '["staff",{"name":"google-oauth2","isDomainConnection":true}]', 0],
    ["may be off domain level where the program's own users are on it", prod, '["staff"]', 0],
    [
      'may be off domain level where there are no third parties',
      { ...without, 'omnichat:registration': 'off' },
      '["staff"]',
      0,
    ],
  ])('%s', (_what, config, text, count) => {
    const warnings = settingsWarnings(parseSettings({ ...config, 'omnichat:connections': text }, 'prod'));
    expect(warnings).toHaveLength(count);
    for (const warning of warnings) expect(warning).toContain('promotes none of staff, google-oauth2');
  });
});

describe('what a plan has not', () => {
  const all = { ...stackConfig('dev'), ...hardened, 'omnichat:resourceUrl': 'https://omnichat.com/api' };
  const leftOut = (plan: string) =>
    settingsWarnings(parseSettings({ ...all, 'omnichat:plan': plan }, 'dev')).map(
      (warning) => /^omnichat:(\w+)/.exec(warning)?.[1],
    );

  test.each([
    ['free', ['logStreamUrl', 'attackProtection', 'registrationNetworks']],
    ['essentials', ['attackProtection', 'registrationNetworks']],
    ['professional', ['registrationNetworks']],
    ['enterprise', []],
  ])('is said on the plan %s of %j', (plan, settings) => {
    expect(leftOut(plan)).toEqual(settings);
  });

  test('is nothing where nobody stated the plan, or asked for any of it', () => {
    const { 'omnichat:plan': _, ...unstated } = all;
    expect(settingsWarnings(parseSettings(unstated, 'dev'))).toEqual([]);
    const little = { ...stackConfig('prod'), 'omnichat:plan': 'free' };
    expect(settingsWarnings(parseSettings(little, 'prod'))).toEqual([]);
  });
});
