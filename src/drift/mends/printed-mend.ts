import { isDeepStrictEqual } from 'node:util';
import { deleteCommand, type NamedTenant, setCommand } from '../../engine/mend-commands.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceType, type Token, tokens } from '../../management/resources/resource-types.ts';
import { ownCommand } from '../../text/own-command.ts';
import type { Finding } from '../findings/finding.ts';
import { valueAt } from '../findings/property-path.ts';
import { isSet, type Mended, type SafetyRule } from '../safety/safety-rule.ts';

/** What a finding says of how it is mended. */
export type PrintedMend = Pick<Finding, 'mend' | 'mendBy'>;

/** A command mends it. */
export const byCommand = (mend: string): PrintedMend => ({ mend, mendBy: 'command' });

/** A person has to decide, or to go where no command can. */
export const byPerson = (mend: string): PrintedMend => ({ mend, mendBy: 'person' });

/** What people and commands call one thing of a tenant: its address below `/api/v2/`. */
const addressOf = (type: Token, id: string): string => resourceType(type).pathOf(id).slice(1);

/** Deletes an entity. */
export const deleting = (tenant: NamedTenant, type: Token, id: string): PrintedMend =>
  byCommand(deleteCommand(tenant, addressOf(type, id)));

/** Sets properties of an entity. */
export const setting = (tenant: NamedTenant, type: Token, id: string, values: Properties): PrintedMend =>
  byCommand(setCommand(tenant, addressOf(type, id), values));

/** What has a property that is not safe. */
export interface Unsafe {
  readonly type: Token;
  readonly id: string;
  readonly properties: Properties;
  /** What it is to be, as far as that is declared or known otherwise. */
  readonly stated: Properties;
}

/** Sets what a rule is about to what is safe; where that is more than a command can know, says what a person has to do. */
export function makingSafe(
  tenant: NamedTenant,
  { type, id, properties, stated }: Unsafe,
  { path, safe, mended }: Pick<SafetyRule, 'path' | 'safe' | 'mended'>,
): PrintedMend {
  const values = mendedValues(mended, properties, stated);
  // Auth0 takes all options of a connection or none, and shows their secrets encrypted only.
  const holdsSecrets = type === tokens.connection && isSet(valueAt(properties, 'options.configuration'));
  const decision = `Decide what ${path} of ${addressOf(type, id)} is to be (${String(safe)}), and set`;
  if (holdsSecrets && path.startsWith('options.'))
    return byPerson(`${decision} all its options anew: of secrets among them nobody sees the value.`);
  return values === undefined
    ? byPerson(`${decision} it with \`${ownCommand('mend set')}\`.`)
    : setting(tenant, type, id, values);
}

/** Without those that are so already; undefined where nothing safe would be left of a list. */
function mendedValues(mended: Mended, properties: Properties, stated: Properties): Properties | undefined {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(mended)) {
    const held = valueAt(properties, key);
    const list = Array.isArray(held) ? held.map(String) : [];
    const next = typeof value === 'function' ? value(list, stated) : value;
    if (next === undefined) return undefined;
    if (!isDeepStrictEqual(held, next)) values[key] = next;
  }
  return values;
}
