import { z } from 'zod';
import { issuerRegistrationSetting, issuerSettings } from './issuer-settings.ts';
import { namespace } from './setting-problems.ts';
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

/** The settings of the namespace `omnichat`, of a stack whose tenant the program makes. */
export const tenantSchema = madeOnce((production) =>
  z.strictObject({
    ...sharedSettings(production),
    ...tenantSettings(production),
    authorizationServer,
  }),
);

/** Those of a stack whose authorization server is not Auth0. */
export const issuerSchema = madeOnce((production) =>
  z.strictObject({
    ...sharedSettings(production),
    ...issuerSettings(production),
    registration: issuerRegistrationSetting,
    authorizationServer,
  }),
);

/** To make a schema takes longer than to judge with it, and a command reads the settings several times. */
function madeOnce<Schema>(make: (production: boolean) => Schema): (production: boolean) => Schema {
  const made = new Map<boolean, Schema>();
  return (production) => {
    const schema = made.get(production) ?? make(production);
    made.set(production, schema);
    return schema;
  };
}

/** What a stack states in our namespace, by the settings' names: texts as they are, everything else as its JSON says. */
export function statedSettings(config: Readonly<Record<string, string>>): Record<string, unknown> {
  textSettings ??= new Set(
    [tenantSchema(false), issuerSchema(false)]
      .flatMap(({ shape }) => Object.entries(shape))
      .flatMap(([name, schema]) => (isText(schema) ? [name] : [])),
  );
  const texts = textSettings;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, text]) => [key.slice(namespace.length), text] as const)
      .map(([name, text]) => [name, texts.has(name) ? text : decode(text)]),
  );
}

/** The names of the settings that are texts, of either kind of stack; made where they are first asked for. */
let textSettings: ReadonlySet<string> | undefined;

const isText = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? isText(schema.unwrap())
    : schema instanceof z.ZodString || schema instanceof z.ZodEnum;

/** Text that is no JSON stays as it is and is then refused for its type, with the cure. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
