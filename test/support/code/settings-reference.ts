import type { z } from 'zod';
import { issuerSettings } from '../../../infra/settings/issuer-settings.ts';
import { tenantSchema } from '../../../infra/settings/settings-schema.ts';

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
