import type { WireObject } from '../management/paging.ts';
import { fromWire, type Properties } from '../management/resources/property-rules.ts';
import { rulesOf } from './live-resource.ts';
import { settingsTokens } from './safety/rules-by-type.ts';

/** The documents of attack protection, by their names in kebab-case, as properties of the Pulumi resource. */
export function attackProtectionProperties(documents: Readonly<Record<string, WireObject>>): Properties {
  const underscored = Object.entries(documents).map(([name, document]) => [
    name.replaceAll('-', '_'),
    document,
  ]);
  return fromWire(Object.fromEntries(underscored) as WireObject, rulesOf(settingsTokens.attackProtection));
}

/** The login experience as properties of the Pulumi resource. */
export function promptProperties(prompts: WireObject): Properties {
  return fromWire(prompts, rulesOf(settingsTokens.prompt));
}
