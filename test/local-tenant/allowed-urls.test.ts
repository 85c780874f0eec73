import { expect, test } from 'vitest';
import { isAllowedUrl } from '../../src/local-tenant/rules/allowed-urls.ts';

const allowed = [
  'https://app.example/callback',
  'https://pr-*-web.app.example/callback?a=b',
  'https://*.app.example',
];

test.each([
  'https://app.example/callback',
  'https://pr-12-web.app.example/callback?a=b',
  'https://one.app.example',
])('%s is allowed', (url) => {
  expect(isAllowedUrl(url, allowed)).toBe(true);
});

test.each([
  'https://app.example/callback/',
  'https://APP.example/callback',
  'https://pr--web.app.example/callback?a=b',
  'https://pr-12-web.app.example/callbackXa=b',
  'https://pr-12-web.appXexample/callback?a=b',
  'https://one.two.app.example',
  'https://.app.example',
  'https://xn--.app.example',
  'https://evil.example/.app.example',
  'https://evil.example#.app.example',
  'https://evil@one.app.example',
  'https://one.app.example.evil.example',
  'xhttps://one.app.example',
])('%s is not', (url) => {
  expect(isAllowedUrl(url, allowed)).toBe(false);
});
