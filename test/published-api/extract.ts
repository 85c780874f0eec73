/**
 * Usage: `npm run published-api -- FILE`: keeps of Auth0's OpenAPI document of the Management API what the local tenant is held
 * to. The document is `main/docs/oas/management/v2/management-api-oas.json` of the public repository auth0/docs-v2 (MIT).
 *
 * Of every operation its scopes and the statuses that it answers with; of those that the local tenant serves the schemas too.
 * What Auth0 wrote for people to read stays out.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { served } from './served.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

const methods = new Set(['get', 'post', 'put', 'patch', 'delete']);

function extract(path: string, operation: Json): Json {
  const schemaOf = (holder: Json | undefined) => at(holder, 'content', 'application/json', 'schema');
  const keep = (schema: Json | undefined) =>
    served.test(path) && schema !== undefined ? plain(schema) : undefined;
  const body = keep(schemaOf(at(operation, 'requestBody')));
  return {
    scopes: entries(at(operation, 'security')).flatMap(([, way]) => list(at(way, 'oAuth2ClientCredentials'))),
    ...(body !== undefined && { body }),
    answers: Object.fromEntries(
      entries(at(operation, 'responses')).map(([status, answer]) => [status, keep(schemaOf(answer)) ?? {}]),
    ),
  };
}

/** A schema without prose, and what it refers to among the schemas that are kept. */
function plain(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((member: Json) => plain(member));
  if (typeof schema !== 'object' || schema === null) return schema;
  const reference = at(schema, '$ref');
  if (typeof reference === 'string') return { $ref: keepSchema(reference) };
  return Object.fromEntries(
    entries(schema)
      .filter(([name, value]) => !isProse(name, value))
      // Not every choice of theirs excludes the others, which a list in two forms shows.
      .map(([name, value]) => [name === 'oneOf' ? 'anyOf' : name, plain(value)]),
  );
}

/** A property may be called `description` too: then it is a schema. */
const isProse = (name: string, value: Json) =>
  (['description', 'title', 'example', 'examples', 'default'].includes(name) && typeof value !== 'object') ||
  name.startsWith('x-');

/** Returns the reference by which what is kept is found from anywhere. */
function keepSchema(reference: string): string {
  const name = reference.replace('#/components/schemas/', '');
  if (!Object.hasOwn(schemas, name)) {
    schemas[name] = {};
    schemas[name] = plain(at(document, 'components', 'schemas', name) ?? {});
  }
  return `published#/schemas/${name}`;
}

function at(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  let found = value;
  for (const name of names) {
    found = typeof found === 'object' && found !== null ? (found as JsonObject)[name] : undefined;
  }
  return found;
}

const entries = (value: Json | undefined): readonly (readonly [string, Json])[] =>
  Object.entries((value ?? {}) as JsonObject);
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Each member on a line of its own, so that a later version of the document shows what it changed. */
const lines = (members: Readonly<Record<string, Json>>) =>
  Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n');

const [file, ...more] = process.argv.slice(2);
if (file === undefined || more.length > 0) throw new Error('Usage: npm run published-api -- FILE');
const document = JSON.parse(await readFile(file, 'utf8')) as JsonObject;
const schemas: Record<string, Json> = {};
const operations: Record<string, Json> = {};
for (const [path, item] of entries(document['paths'])) {
  for (const [method, operation] of entries(item)) {
    if (methods.has(method)) operations[`${method.toUpperCase()} ${path}`] = extract(path, operation);
  }
}
const text = `{"operations":{\n${lines(operations)}\n},"schemas":{\n${lines(schemas)}\n}}\n`;
await writeFile(new URL('management-api.json', import.meta.url), text);
