import type { WireObject } from '../management/paging.ts';
import { fromWire, type Properties } from '../management/resources/property-rules.ts';
import { rulesOf } from './live-resource.ts';
import { tokens } from '../management/resources/resource-types.ts';

/** The login experience as properties of the Pulumi resource. */
export function promptProperties(prompts: WireObject): Properties {
  return fromWire(prompts, rulesOf(tokens.prompt));
}
