import { expect, test } from 'vitest';
import { isLoopbackHost } from '../../infra/settings/settings.ts';

test.each([
  'localhost',
  'localhost:4443',
  'localhost.localdomain',
  'a.localhost:1',
  '127.0.0.1',
  '127.8.9.10:443',
  '[::1]',
  '[::1]:4443',
  '[::ffff:7f00:1]:443',
])('takes %s for this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each([
  'omnichat.eu.auth0.com',
  'localhost.example.com',
  'notlocalhost',
  '128.0.0.1',
  '127.0.0.1.nip.io',
  '[::2]',
  '0.0.0.0',
  'example.com#localhost',
  'example.com#.localhost',
  'localhost@example.com',
  'localhost:4443@example.com',
  'example.com/localhost',
  'example.com/.localhost',
  '.localhost',
  'localhost.',
  '',
])('does not take %j for this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});
