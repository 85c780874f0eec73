import { beforeEach, describe, expect, test } from 'vitest';
import { createRateLimiter, type RateLimiter } from '../../src/connector/endpoint/rate-limiter.ts';

let time: number;
let limit: RateLimiter;

beforeEach(() => {
  time = 1_000_000;
  limit = createRateLimiter({ burst: 3, perMinute: 6 }, () => time);
});

function calls(count: number, address: string): number[] {
  return Array.from({ length: count }, () => limit(address));
}

test('lets a burst pass, then names the seconds to wait', () => {
  expect(calls(5, '203.0.113.7')).toEqual([0, 0, 0, 10, 10]);
});

test('gives allowance back at the sustained rate, and refused requests cost none', () => {
  calls(50, '203.0.113.7');
  time += 9_999;
  expect(limit('203.0.113.7')).toBe(1);
  time += 1;
  expect(calls(2, '203.0.113.7')).toEqual([0, 10]);
  time += 3_600_000;
  expect(calls(4, '203.0.113.7')).toEqual([0, 0, 0, 10]);
});

test('counts clients apart', () => {
  calls(3, '203.0.113.7');

  expect(limit('203.0.113.8')).toBe(0);
});

describe('counts as one client', () => {
  test.each([
    ['an IPv6 /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['an IPv6 /64 written in full', '2001:db8::1', '2001:db8:0:0:1:2:3:4'],
    ['one IPv6 address in two cases', '2001:DB8:A::1', '2001:db8:a::1'],
    ['an IPv4 address and its mapped form', '203.0.113.7', '::ffff:203.0.113.7'],
  ])('%s', (_case, first, second) => {
    calls(3, first);

    expect(limit(second)).toBe(10);
  });
});

test.each([
  ['two IPv6 networks', '2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['loopback and another short address', '::1', '1::'],
])('counts %s apart', (_case, first, second) => {
  calls(3, first);

  expect(limit(second)).toBe(0);
});

test('nobody waits longer than for one request when the clock is set back', () => {
  calls(3, '203.0.113.7');
  time -= 86_400_000;

  expect(limit('203.0.113.7')).toBe(10);
});

test.each([
  [0, 60],
  [10, 0],
  [Number.NaN, 60],
  [10, -1],
])('refuses a limit of %d at once and %d a minute', (burst, perMinute) => {
  expect(() => createRateLimiter({ burst, perMinute }, () => time)).toThrow(
    `A rate limit of ${burst} at once and ${perMinute} a minute lets nothing pass`,
  );
});

test('forgets the client seen longest ago beyond ten thousand', () => {
  calls(3, 'first');
  for (let client = 0; client < 9_999; client += 1) limit(`client-${client}`);
  expect(limit('first')).toBe(10);

  limit('one-more');
  expect(limit('first')).toBe(0);
});

test('a client that comes again is not forgotten before one that does not', () => {
  limit('regular');
  for (let client = 0; client < 9_999; client += 1) limit(`client-${client}`);
  calls(2, 'regular');
  limit('one-more');

  expect(limit('regular')).toBe(10);
});
