import { expect, test } from 'vitest';
import { isLoopbackDomain } from '../../src/engine/loopback.ts';

test.each([
  'localhost',
  'localhost:4443',
  'a.localhost:1',
  '127.0.0.1',
  '127.8.9.10:443',
  '[::1]',
  '[::1]:4443',
])('takes %s for this machine', (domain) => {
  expect(isLoopbackDomain(domain)).toBe(true);
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
  'localhost@example.com',
  'localhost:4443@example.com',
  'example.com/localhost',
  'localhost.',
  '',
])('does not take %j for this machine', (domain) => {
  expect(isLoopbackDomain(domain)).toBe(false);
});
