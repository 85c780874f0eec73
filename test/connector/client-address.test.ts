import { expect, test } from 'vitest';
import { clientAddressOf } from '../../src/connector/endpoint/client-address.ts';

const socketAddress = '10.0.0.1';

test.each<[number, string | undefined, string]>([
  [0, undefined, socketAddress],
  [0, '203.0.113.7', socketAddress],
  [1, undefined, socketAddress],
  [1, '203.0.113.7', '203.0.113.7'],
  [1, '192.0.2.66, 203.0.113.7', '203.0.113.7'],
  [1, '2001:db8::7', '2001:db8::7'],
  [1, '::ffff:203.0.113.7', '::ffff:203.0.113.7'],
  [2, '192.0.2.66, 203.0.113.7,10.0.0.2', '203.0.113.7'],
  [2, '203.0.113.7', '203.0.113.7'],
  [2, 'unknown, 10.0.0.2', '10.0.0.2'],
  [1, 'unknown', socketAddress],
  [1, '203.0.113.7:4711', '203.0.113.7'],
  [1, '[2001:db8::7]:443', '2001:db8::7'],
  [1, '[2001:db8::7]', '2001:db8::7'],
  [2, '203.0.113.7:4711, 10.0.0.2:80', '203.0.113.7'],
  [1, '999.1.1.1', socketAddress],
  [1, ':::::', socketAddress],
  [1, '203.0.113.7:', socketAddress],
  [1, '[203.0.113.7', socketAddress],
  [1, '', socketAddress],
  [1, '203.0.113.7, ', socketAddress],
])('behind %i proxies with X-Forwarded-For %j the client is %s', (trustedProxies, forwardedFor, address) => {
  const headers = { ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }) };
  const request = new Request('https://omnichat.com/', { headers });

  expect(clientAddressOf(request, socketAddress, trustedProxies)).toBe(address);
});

test('is not known where nobody says it', () => {
  expect(clientAddressOf(new Request('https://omnichat.com/'), undefined, 1)).toBeUndefined();
});
