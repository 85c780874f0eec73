import { describe, expect, test } from 'vitest';
import {
  clientInformationResponse,
  parseClientMetadata,
} from '../../../src/connector/registration/client-metadata.ts';
import { chatgptRedirectUri, guideRegistration } from '../../support/stand-ins/connector.ts';

const parse = (body: unknown) => parseClientMetadata(body, (uri) => uri === chatgptRedirectUri);

test("takes name and redirect URIs from the guide's own request", () => {
  expect(parse(guideRegistration)).toEqual({
    clientName: 'ChatGPT Integration',
    redirectUris: [chatgptRedirectUri],
  });
});

test('names a nameless client after the host of its redirect URI', () => {
  expect(parse({ redirect_uris: [chatgptRedirectUri] }).clientName).toBe('chatgpt.com');
});

test('ignores what it does not know (RFC 7591 §2)', () => {
  expect(parse({ ...guideRegistration, is_first_party: true, software_statement: 'x' })).toEqual(
    parse(guideRegistration),
  );
});

describe('refuses with invalid_redirect_uri', () => {
  test.each([
    ['no redirect URIs', undefined],
    ['an empty list', []],
    ['a string in place of the list', chatgptRedirectUri],
    ['a number in the list', [1]],
    ['an empty redirect URI', ['']],
    ['more than ten', Array.from({ length: 11 }, () => chatgptRedirectUri)],
    ['one that is longer than 2,048 characters', [`${chatgptRedirectUri}?${'x'.repeat(2048)}`]],
    ['one off the allow-list', ['https://evil.example/']],
    ['one off the allow-list behind one on it', [chatgptRedirectUri, 'javascript:alert(1)']],
  ])('%s', (_case, redirectUris) => {
    expect(() => parse({ ...guideRegistration, redirect_uris: redirectUris })).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_redirect_uri' }),
    );
  });
});

test.each(['redirect_uris', 'grant_types', 'response_types'])(
  'says once that %s is too long, whatever is in it',
  (name) => {
    expect(() => parse({ ...guideRegistration, [name]: Array.from({ length: 8000 }, () => 1) })).toThrow(
      expect.objectContaining({ message: `${name}: Too big: expected array to have <=10 items` }),
    );
  },
);

test('names three faults at most', () => {
  expect(() => parse({ ...guideRegistration, redirect_uris: Array.from({ length: 10 }, () => 1) })).toThrow(
    /^(redirect_uris\.[012]: Invalid input: expected string, received number(; )?){3}$/,
  );
});

test('takes a redirect URI of 2,048 characters', () => {
  const uri = chatgptRedirectUri.padEnd(2048, 'x');

  expect(
    parseClientMetadata({ ...guideRegistration, redirect_uris: [uri] }, () => true).redirectUris,
  ).toEqual([uri]);
  expect(() => parseClientMetadata({ ...guideRegistration, redirect_uris: [`${uri}x`] }, () => true)).toThrow(
    expect.objectContaining({ code: 'invalid_redirect_uri' }),
  );
});

test.each([
  [
    'the device code grant, which VS Code lists',
    {
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    },
  ],
  [
    'the implicit grant',
    { grant_types: ['authorization_code', 'implicit'], response_types: ['code', 'token'] },
  ],
  ['the client credentials grant', { grant_types: ['authorization_code', 'client_credentials'] }],
  ['the password grant', { grant_types: ['authorization_code', 'password'] }],
  ['nulls', { grant_types: null, response_types: null, token_endpoint_auth_method: null }],
])(
  'registers code and refresh, whatever is listed beside them (RFC 7591 §2): %s',
  async (_case, metadata) => {
    const request = parse({ ...guideRegistration, ...metadata });
    expect(request).toEqual(parse(guideRegistration));
    const answer = clientInformationResponse({ ...request, clientId: 'abc', issuedAt: 1 });
    await expect(answer.json()).resolves.toMatchObject({
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
  },
);

test.each([
  ['Persian', 'می\u200Cخواهم'],
  ['Malayalam', 'അവന\u0D4D\u200D'],
  ['Sinhala', 'ශ\u0DCA\u200Dරී ලංකා'],
  ['a profession', '👩🏽\u200D💻 Helper'],
  ['a family', '👨\u200D👩\u200D👧'],
])('takes a name with joiners for a name: %s', (_case, name) => {
  expect(parse({ ...guideRegistration, client_name: name }).clientName).toBe(name);
});

test('names a client whose name is null after the host of its redirect URI', () => {
  expect(parse({ ...guideRegistration, client_name: null }).clientName).toBe('chatgpt.com');
});

describe('refuses with invalid_client_metadata', () => {
  test.each([
    ['grants without authorization_code', { grant_types: ['refresh_token'] }],
    ['the implicit grant alone', { grant_types: ['implicit'] }],
    ['no grant at all', { grant_types: [] }],
    ['a grant that is a number', { grant_types: ['authorization_code', 1] }],
    ['a grant of 257 characters', { grant_types: ['authorization_code', 'x'.repeat(257)] }],
    ['a token in the response alone', { response_types: ['token'] }],
    ['no response type', { response_types: [] }],
    ['an empty name', { client_name: '' }],
    ['a name longer than 128 characters', { client_name: 'x'.repeat(129) }],
    ['a name that is a number', { client_name: 1 }],
    ['markup in the name', { client_name: '<b>OmniChat</b>' }],
    ['a line break in the name', { client_name: 'a\nb' }],
    ['a direction override in the name', { client_name: 'a\u202Eb' }],
    ['a zero-width space in the name', { client_name: 'a\u200Bb' }],
    ['a name of a joiner alone', { client_name: '\u200D' }],
    ['joiners in a row', { client_name: 'a\u200D\u200Db' }],
  ])('%s', (_case, metadata) => {
    expect(() => parse({ ...guideRegistration, ...metadata })).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_client_metadata' }),
    );
  });

  test.each([null, [], 'text', 1, true])('the body %j', (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'invalid_client_metadata' }));
  });
});
