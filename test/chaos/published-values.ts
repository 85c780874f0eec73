import { readFileSync } from 'node:fs';
import { hostileText, hostileValue } from './hostile-values.ts';
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
  readonly minItems?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
}

const { schemas } = JSON.parse(
  readFileSync(new URL('../published-api/management-api.json', import.meta.url), 'utf8'),
) as { readonly schemas: Readonly<Record<string, Schema>> };

/** A body that a schema describes, but for up to two places in it. */
export function publishedBody(random: Random, schema: Schema | undefined): unknown {
  let body = conformingValue(random, schema, random.pick([0.05, 0.1, 0.4]));
  for (let faults = random.below(3); faults > 0; faults -= 1) body = spoilt(random, body);
  return body;
}

/** @param share of the properties that may be left out, how many are there */
function conformingValue(random: Random, schema: Schema | undefined, share: number, depth = 0): unknown {
  if (schema === undefined) return hostileValue(random, depth);
  const within = (inner: Schema | undefined) => conformingValue(random, inner, share, depth + 1);
  if (schema.$ref !== undefined) {
    return depth > 14 ? {} : within(schemas[schema.$ref.replace('published#/schemas/', '')]);
  }
  const choices = schema.anyOf ?? schema.allOf;
  if (choices !== undefined && choices.length > 0) return within(random.pick(choices));
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string'])) {
    case 'object': {
      const { properties = {}, required = [] } = schema;
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => required.includes(name) || random.chance(share))
          .map(([name, property]) => [name, within(property)]),
      );
    }
    case 'array':
      return Array.from({ length: (schema.minItems ?? 0) + random.below(3) }, () => within(schema.items));
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, random.pick([0, 1, 60, 3_600, 86_400, Number.MAX_SAFE_INTEGER]));
    case 'null':
      return null;
    default:
      return conformingText(random, schema);
  }
}

const likelyTexts = [
  'abcdef',
  '123456789012',
  'https://a.example/callback',
  'user@example.com',
  'us-east-1',
  '12345678-1234-1234-1234-123456789012',
  `${'A'.repeat(86)}==`,
  '2030-01-01T00:00:00.000Z',
  '#ff0000',
];

function conformingText(random: Random, { pattern, format = '', maxLength = Infinity }: Schema): string {
  if (/ur[il]/.test(format)) return 'https://a.example/callback';
  if (format === 'email') return 'user@example.com';
  if (format.startsWith('date')) return '2030-01-01T00:00:00.000Z';
  if (pattern === undefined) return (random.chance(0.2) ? hostileText(random) : 'abcdef').slice(0, maxLength);
  return likelyTexts.find((text) => new RegExp(pattern).test(text)) ?? hostileText(random);
}

/** The same value with one thing left out, added or replaced. */
function spoilt(random: Random, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || random.chance(0.15)) return hostileValue(random);
  if (Array.isArray(value)) {
    const at = random.below(value.length);
    return value.length === 0
      ? [hostileValue(random)]
      : value.map((item: unknown, index) => (index === at ? spoilt(random, item) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.12)) return { ...value, [hostileText(random)]: 'added' };
  const [name, inner] = random.pick(entries);
  const others = Object.fromEntries(entries.filter(([other]) => other !== name));
  return random.chance(0.1) ? others : { ...others, [name]: spoilt(random, inner) };
}
