import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { LocalTenantError } from '../errors.ts';

/** One thing to be made, with the properties that the Management API takes. */
export type SeedItem = Readonly<Record<string, unknown>>;

/**
 * What a tenant is to hold from the start, in the sections of auth0-deploy-cli's `tenant.yaml`, where applications, connections and
 * roles go by their names. `users` are ours.
 *
 * Source: Auth0, "Resources" of auth0-deploy-cli, for the YAML format.
 */
export interface Seed {
  readonly tenant?: SeedItem;
  /** `client_id` and `client_secret` may be stated; else they are made. */
  readonly clients?: readonly SeedItem[];
  readonly resourceServers?: readonly SeedItem[];
  readonly clientGrants?: readonly SeedItem[];
  readonly databases?: readonly SeedItem[];
  readonly connections?: readonly SeedItem[];
  /** They are not verified. */
  readonly customDomains?: readonly SeedItem[];
  readonly emailProvider?: SeedItem;
  /** `templates` beside what the API takes. */
  readonly branding?: SeedItem;
  readonly themes?: readonly SeedItem[];
  readonly phoneProviders?: readonly SeedItem[];
  readonly phoneTemplates?: readonly SeedItem[];
  /** `body` is the text itself. */
  readonly emailTemplates?: readonly SeedItem[];
  /** `policies`. */
  readonly guardianPolicies?: SeedItem;
  readonly guardianPhoneFactorMessageTypes?: SeedItem;
  readonly guardianPhoneFactorSelectedProvider?: SeedItem;
  /** `name` and `provider`, such as `sms` and `twilio`, beside what the API takes. */
  readonly guardianFactorProviders?: readonly SeedItem[];
  /** `name` beside what the API takes. */
  readonly guardianFactorTemplates?: readonly SeedItem[];
  /** `name` and `enabled`. */
  readonly guardianFactors?: readonly SeedItem[];
  /** `permissions` beside what the API takes. */
  readonly roles?: readonly SeedItem[];
  /** `roles`, by their names, beside what the API takes; `connection` is by default the first of `databases`. */
  readonly users?: readonly SeedItem[];
}

const objects = [
  'tenant',
  'branding',
  'emailProvider',
  'guardianPolicies',
  'guardianPhoneFactorMessageTypes',
  'guardianPhoneFactorSelectedProvider',
] as const satisfies (keyof Seed)[];
const lists = [
  'clients',
  'resourceServers',
  'clientGrants',
  'databases',
  'connections',
  'customDomains',
  'themes',
  'phoneProviders',
  'phoneTemplates',
  'emailTemplates',
  'guardianFactors',
  'guardianFactorProviders',
  'guardianFactorTemplates',
  'roles',
  'users',
] as const satisfies (keyof Seed)[];

/** @throws {LocalTenantError} `SEED_INVALID` when there is no such file, it is no YAML, or {@link checkSeed} refuses it */
export async function readSeed(file: string): Promise<Seed> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new LocalTenantError(
      'SEED_INVALID',
      `${file} cannot be read: ${cause.message}. Name a seed that can.`,
      {
        cause,
      },
    );
  });
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw invalidSeed(file, `it is not YAML: ${error.message.split('\n')[0]}`);
  return checkSeed(document.toJS() ?? {}, file);
}

/**
 * Takes a seed for what it is. A section that is empty, as auth0-deploy-cli exports them, is nothing.
 *
 * @throws {LocalTenantError} `SEED_INVALID` when it has another section, or a section of another shape
 */
export function checkSeed(value: unknown, source: string): Seed {
  if (!isItem(value))
    throw invalidSeed(source, 'it does not hold sections such as clients and resourceServers');
  const sections = Object.entries(value).filter(([, content]) => !isEmpty(content));
  const unknown = sections.map(([name]) => name).filter((name) => !isObject(name) && !isList(name));
  if (unknown.length > 0) {
    throw invalidSeed(
      source,
      `a local tenant does not take the section${unknown.length === 1 ? '' : 's'} ${unknown.join(', ')}. It takes ${[...objects, ...lists].join(', ')}`,
    );
  }
  for (const [name, content] of sections) {
    const fits = isObject(name) ? isItem(content) : areItems(content);
    if (!fits)
      throw invalidSeed(source, `${name} is not ${isObject(name) ? 'an object' : 'a list of objects'}`);
  }
  const seed: Seed = Object.fromEntries(sections);
  if (!areItems(seed.branding?.['templates'] ?? []))
    throw invalidSeed(source, 'branding: templates is not a list of objects');
  return seed;
}

/** What an item of a section is called where it is refused. */
export function placeOf(section: keyof Seed, index: number, item: SeedItem): string {
  const name = item['name'] ?? item['email'] ?? item['template'];
  return `${section}[${index}]${typeof name === 'string' ? ` (${name})` : ''}`;
}

/** Why a seed cannot be used. */
export function invalidSeed(source: string, reason: string, cause?: unknown): LocalTenantError {
  return new LocalTenantError(
    'SEED_INVALID',
    `${source} is not what a tenant can hold: ${reason}. Mend it there.`,
    {
      cause,
    },
  );
}

function isObject(name: string): boolean {
  return objects.some((object) => object === name);
}

function isList(name: string): boolean {
  return lists.some((list) => list === name);
}

export function isItem(value: unknown): value is SeedItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areItems(value: unknown): value is readonly SeedItem[] {
  return Array.isArray(value) && value.every(isItem);
}

function isEmpty(content: unknown): boolean {
  return (
    content === null ||
    content === undefined ||
    (typeof content === 'object' && Object.keys(content).length === 0)
  );
}
