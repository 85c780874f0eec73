import { expect, test } from 'vitest';
import { isLoopbackHost, webAddressProblem } from '../../infra/settings/settings.ts';

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

// URL.canParse is wrong about the ö once V8 has optimized its caller.
test('judges an address the same however often it did', () => {
  const problems = Array.from({ length: 20_000 }, () => webAddressProblem('https://ömnichat.com/'));
  expect(new Set(problems)).toEqual(
    new Set([
      'is not written as browsers send it, and is compared to the character. Write https://xn--mnichat-80a.com/',
    ]),
  );
});
