import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { overrides } from './overrides.ts';

/** A request to the Management API and what came of it. */
export interface Exchange {
  readonly method: string;
  /** Below `/api/v2`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly answer: unknown;
}

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
}

/** What Auth0 publishes of an operation. */
interface PublishedOperation {
  /** The caller's token must hold one of these. */
  readonly scopes: readonly string[];
  readonly body?: Schema;
  /** The schemas of the answers, by status. */
  readonly answers: Readonly<Record<string, Schema>>;
}

/** Auth0's OpenAPI document of the Management API, as `extract.ts` keeps it. */
const { operations, schemas } = JSON.parse(
  readFileSync(new URL('management-api.json', import.meta.url), 'utf8'),
) as {
  readonly operations: Readonly<Record<string, PublishedOperation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
};

// Formats are left to the tests that know Auth0's texts; some patterns are none with the flag for Unicode.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
ajv.addSchema({ $id: 'published', schemas });

/** The operations that Auth0 publishes, such as `GET /clients/{id}`. */
export const publishedOperations: ReadonlyMap<string, PublishedOperation> = new Map(
  Object.entries(operations),
);

const patterns = [...publishedOperations.keys()]
  .map((name) => ({ name, pattern: new RegExp(`^${name.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  // What is spelled out comes before what a parameter stands for.
  .toSorted((a, b) => a.name.split('{').length - b.name.split('{').length);

/**
 * Where an exchange is not as Auth0 publishes it, and no override says that Auth0 does so all the same: a body that was taken, an
 * answer, or a status.
 */
export function disagreements({ method, path, body, status, answer }: Exchange): readonly string[] {
  const asked = `${method} ${path.split('?')[0] ?? path}`;
  const operation = patterns.find(({ pattern }) => pattern.test(asked))?.name;
  // Newer than the document, or nothing at all: for `not-emulated.test.ts`.
  if (operation === undefined || status === 501) return [];
  const expected = publishedOperations.get(operation);
  const succeeded = status < 300;
  const found = [
    ...(succeeded && expected?.answers[status] === undefined
      ? [{ at: 'status', is: `is ${String(status)}` }]
      : []),
    ...(succeeded && body !== undefined ? faults('body', expected?.body, body) : []),
    ...(succeeded && answer !== undefined ? faults('answers', expected?.answers[status], answer) : []),
  ];
  return found
    .filter(({ at }) => !overrides.some((known) => known.operation === operation && at.startsWith(known.at)))
    .map(({ at, is }) => `${operation}: ${at} ${is}`);
}

const faults = (place: string, schema: Schema | undefined, value: unknown) =>
  (schema === undefined ? [] : errorsOf(schema, value)).map((error) => ({
    at: `${place}${pointer(error)}`,
    is: error.message ?? '',
  }));

/** Of a choice of schemas what that one finds which is meant: of the same type, else with the fewest errors. */
function errorsOf(schema: Schema, value: unknown): readonly ErrorObject[] {
  const { anyOf } =
    schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? schema);
  if (anyOf === undefined) return ajv.validate(schema, value) ? [] : (ajv.errors ?? []);
  const distance = (errors: readonly ErrorObject[]) =>
    errors.length + (errors.some(({ instancePath }) => ['', '/type'].includes(instancePath)) ? 1000 : 0);
  return (
    anyOf.map((choice) => errorsOf(choice, value)).toSorted((a, b) => distance(a) - distance(b))[0] ?? []
  );
}

/** Where a value is at fault, with the property that should not be there, or is missing. */
function pointer({ instancePath, params }: ErrorObject): string {
  const { additionalProperty, missingProperty } = params as Readonly<Record<string, string | undefined>>;
  const property = additionalProperty ?? missingProperty;
  return `${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/0')}${property === undefined ? '' : `/${property}`}`;
}
