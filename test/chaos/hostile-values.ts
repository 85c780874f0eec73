import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';

/** As much of a JSON schema as the published document uses. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly maxLength?: number;
}

const { schemas } = JSON.parse(
  readFileSync(new URL('../published-api/management-api.json', import.meta.url), 'utf8'),
) as { readonly schemas: Readonly<Record<string, Schema>> };

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

/** A value much like what a schema asks for; some of its parts are left out, added or something else. */
export function valueOf(random: Random, schema: Schema | undefined, depth = 0): unknown {
  if (schema === undefined || random.chance(0.03)) return hostileValue(random);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('published#/schemas/', '');
    return depth > 12 ? null : valueOf(random, schemas[name], depth + 1);
  }
  const choices = schema.anyOf ?? schema.allOf;
  if (choices !== undefined && choices.length > 0) return valueOf(random, random.pick(choices), depth + 1);
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string'])) {
    case 'object':
      return objectOf(random, schema, depth);
    case 'array':
      return Array.from({ length: random.below(4) }, () => valueOf(random, schema.items, depth + 1));
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return random.pick([0, 1, 60, 3_600, 86_400, -1, 1e12]);
    case 'string':
      return hostileText(random);
    default:
      return hostileValue(random, depth);
  }
}

function objectOf(
  random: Random,
  { properties = {}, required = [], additionalProperties }: Schema,
  depth: number,
): unknown {
  const few = random.chance(0.7);
  const members = Object.entries(properties)
    .filter(([name]) => (required.includes(name) ? random.chance(0.97) : random.chance(few ? 0.1 : 0.5)))
    .map(([name, schema]) => [name, valueOf(random, schema, depth + 1)]);
  const more = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  if (more !== undefined || random.chance(0.03))
    members.push([hostileText(random), valueOf(random, more, depth + 1)]);
  return Object.fromEntries(members);
}
