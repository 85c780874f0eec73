import { z } from 'zod';
import { issuerRegistration, issuerSettings } from './issuer-settings.ts';
import { sharedSettings } from './shared-settings.ts';
import { tenantSettings } from './tenant-settings.ts';

/** Who issues tokens: a tenant that the program makes, or somebody else's authorization server. */
const authorizationServers = ['auth0', 'external'] as const;

const authorizationServer = z
  .enum(
    authorizationServers,
    `is no kind of authorization server. Write one of: ${authorizationServers.join(', ')}.`,
  )
  .default('auth0')
  .describe(
    '`external` where tokens come from another RFC 8414 issuer: nothing is deployed then. [docs/external.md](docs/external.md) goes through it.',
  );

/**
 * The settings of the namespace `omnichat`, of a stack whose tenant the program makes.
 *
 * @param clients what the stack states of them, unchecked
 */
export const tenantSchema = (production: boolean, clients?: unknown) =>
  z.strictObject({
    ...sharedSettings(production, clients),
    ...tenantSettings(production),
    authorizationServer,
  });

/** Those of a stack whose authorization server is not Auth0; else as {@link tenantSchema}. */
export const issuerSchema = (production: boolean, clients?: unknown) =>
  z.strictObject({
    ...sharedSettings(production, clients),
    ...issuerSettings(production),
    registration: issuerRegistration,
    authorizationServer,
  });

/** One row of the settings' documentation. Defaults are JSON, null where nothing is meant; a setting without one must be stated. */
export interface SettingReference {
  readonly key: string;
  readonly description: string;
  readonly defaultValue?: string;
  readonly productionDefault?: string;
}

/** Every setting with its meaning and its defaults outside production and in it, in the order of the table in `docs/reference.md`. */
export function settingsReference(): readonly SettingReference[] {
  const ofProduction = allSettings(true);
  const rows = Object.entries(allSettings(false)).map(([name, schema]) => ({
    key: `omnichat:${name}`,
    description: schema.description ?? '',
    ...defaultOf(schema, 'defaultValue'),
    ...defaultOf(ofProduction[name]!, 'productionDefault'),
  }));
  return [
    { key: 'auth0:domain', description: "The tenant's domain: a host, with a port if it is not 443." },
    ...rows,
  ];
}

/** Those of an external issuer can be left out where nobody states that there is one. */
const allSettings = (production: boolean): Readonly<Record<string, z.ZodType>> => ({
  ...tenantSchema(production).shape,
  ...Object.fromEntries(
    Object.entries(issuerSettings(production)).map(([name, schema]) => [
      name,
      schema.optional().describe(schema.description ?? ''),
    ]),
  ),
});

function defaultOf(schema: z.ZodType, name: 'defaultValue' | 'productionDefault') {
  const parsed = schema.safeParse(undefined);
  return parsed.success ? { [name]: JSON.stringify(parsed.data ?? null) } : {};
}
