import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The stacks that the project ships. */
export const stacks = ['local', 'dev', 'prod'] as const;

/** A shipped stack's configuration, encoded as Pulumi encodes it: texts as they are, everything else as JSON. */
export function stackConfig(stack: (typeof stacks)[number]): Record<string, string> {
  const file = new URL(`../../Pulumi.${stack}.yaml`, import.meta.url);
  const { config } = parse(readFileSync(file, 'utf8')) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
