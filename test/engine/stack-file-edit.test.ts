import { expect, test } from 'vitest';
import { withListed, withSettings } from '../../src/engine/stack-file-edit.ts';

const file = `# Ours.
encryptionsalt: v1:abc=:v1:def:ghi # of the backend

config:
  auth0:domain: omnichat-dev.us.auth0.com # as Auth0 shows it
  # Only two.
  omnichat:callbackUrls:
    - https://a.example/callback

    - "https://b.example/callback" # b
  other:thing:
    secure: AAAB
`;

test('a setting is changed, and nothing else', () => {
  expect(withSettings(file, { 'auth0:domain': 'x.eu.auth0.com' })).toBe(
    file.replace('omnichat-dev.us.auth0.com', 'x.eu.auth0.com'),
  );
});

test('a new setting stands at the end of the settings', () => {
  expect(
    withSettings(file, { 'omnichat:production': true, 'omnichat:applicationUrls': ['https://a.example'] }),
  ).toBe(`${file}  omnichat:production: true\n  omnichat:applicationUrls:\n    - https://a.example\n`);
});

test.each(['', '# Nothing yet.\n', 'config:\n', 'config: {}\n'])(
  'a file that is %j gets its settings',
  (text) => {
    const written = withSettings(text, { 'auth0:domain': 'x.eu.auth0.com' });
    expect(written).toMatch(/^config:\n {2}auth0:domain: x\.eu\.auth0\.com\n$|^config: \{auth0:domain: x/m);
    expect(written.startsWith(text.startsWith('#') ? '# Nothing yet.' : 'config')).toBe(true);
  },
);

test('what YAML would take for something else is quoted', () => {
  expect(withSettings('', { 'omnichat:resourceUrl': 'true' })).toContain('"true"');
});

test('line endings stay', () => {
  const windows = file.replaceAll('\n', '\r\n');
  expect(withSettings(windows, { 'omnichat:production': true })).toBe(
    `${file}  omnichat:production: true\n`.replaceAll('\n', '\r\n'),
  );
});

test('a list that is not indented stays so', () => {
  const flush = 'config:\n  omnichat:chatgptConnectorIds:\n  - a\n';
  expect(withListed(flush, 'omnichat:chatgptConnectorIds', 'b')).toBe(`${flush}  - b\n`);
});

test('an item is added to a list that is there, to an empty one and to none', () => {
  const key = 'omnichat:callbackUrls';
  expect(withListed(file, key, 'https://c.example')).toBe(
    file.replace('# b\n', '# b\n    - https://c.example\n'),
  );
  expect(withListed(`config:\n  ${key}: [a]\n`, key, 'b')).toBe(`config:\n  ${key}: [a, b]\n`);
  expect(withListed(`config:\n  ${key}: []\n`, key, 'b')).toBe(`config:\n  ${key}:\n    - b\n`);
  expect(withListed('config: {}\n', key, 'b')).toContain('- b');
});

test('an item that is in the list already changes nothing', () => {
  expect(withListed(file, 'omnichat:callbackUrls', 'https://b.example/callback')).toBe(file);
});
