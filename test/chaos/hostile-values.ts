import type { Random } from './random.ts';

const texts = [
  '',
  ' ',
  'a',
  'OmniChat API',
  'https://omnichat.com/api',
  'http://localhost:3000/callback',
  'user@example.com',
  '__proto__',
  'constructor',
  'null',
  '%00',
  '%',
  '%zz',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '\u0000',
  '\u001B[31m',
  '\u202Eabc',
  '\uD800',
  'a𝕏',
  'ä'.repeat(200),
  '𝕏'.repeat(70),
  'a'.repeat(5_000),
  '\r\nset-cookie: a=b',
  '-1',
  '1e999',
  '2026-01-01T00:00:00.000Z',
  '99999999999999999999',
];

/** A text that programs stumble over. */
export const hostileText = (random: Random): string => random.pick(texts);

/** Any JSON value, some of them deep or large. */
export function hostileValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 6 : 9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, -1, 1.5, 2 ** 53, -(2 ** 31), 1e308]);
    case 3:
    case 4:
    case 5:
      return hostileText(random);
    case 6:
      return Array.from({ length: random.below(5) }, () => hostileValue(random, depth + 1));
    case 7:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [hostileText(random), hostileValue(random, depth + 1)]),
      );
    default:
      return nested(random.below(200));
  }
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
