import { ExpectedError } from '../text/expected-error.ts';
import { adoptCommand, type CommandedStack } from './stack-commands.ts';
import type { ManagementClient } from '../management/management-client.ts';
import type { Properties } from '../management/properties/property-rules.ts';
import { isToken, resourceType } from '../management/resources/resource-types.ts';

/** A resource that a run would make. */
export interface Declared {
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly inputs: Properties;
}

/** A resource that earlier runs made. */
export interface KnownResource {
  readonly type: string;
  readonly id: string;
}

/** The tenant has what a run would make, and no state says who made it. */
class AlreadyThereError extends ExpectedError {
  override readonly name = 'AlreadyThereError';
  readonly code = 'ALREADY_THERE';
}

/** Something in the tenant that is called what a resource is to be called, and that no state knows. */
export interface Stranger {
  /** Pulumi's type token. */
  readonly type: string;
  readonly noun: string;
  readonly called: string;
  readonly id: string;
  readonly logicalName: string;
  readonly canBeDoubled: boolean;
}

/**
 * Refuses to make what somebody else may have made already: of two applications of one name nobody can tell which one
 * ChatGPT holds. Reads, and writes nothing.
 *
 * @param toBeMade the resources that the run would create, or create anew
 * @param known everything that earlier runs made
 * @throws {AlreadyThereError} with everything that is there already
 * @throws {ManagementError} when the tenant cannot be read
 */
export async function refuseStrangers(
  client: ManagementClient,
  toBeMade: readonly Declared[],
  known: readonly KnownResource[],
  {
    allowDuplicates,
    ...stack
  }: Pick<CommandedStack, 'stack' | 'byPulumi'> & {
    readonly allowDuplicates: boolean;
  },
): Promise<void> {
  const found = await findStrangers(client, toBeMade, known);
  const refused = found.filter(({ canBeDoubled }) => !(canBeDoubled && allowDuplicates));
  if (refused.length === 0) return;
  const lines = refused.map((stranger) => `  ${strangerText(stranger)}`);
  throw new AlreadyThereError(
    `The tenant has already what this stack would make, and no run of this stack made it: by hand, with another tool, or by another stack, and one tenant has one stack. Nothing was changed:\n${lines.join('\n')}\n` +
      `It may be what ChatGPT uses. Take it over: ${adoptCommand(stack)}\n` +
      'Or rename it or, when nobody uses it, delete it; then run up again.' +
      (refused.some(({ canBeDoubled }) => canBeDoubled)
        ? ' With --allow-duplicates the stack makes an application of its own beside one of the same name.'
        : ''),
  );
}

/**
 * What the tenant has already of what a run would make, and no earlier run made. Reads, and writes nothing.
 *
 * @throws {ManagementError} when the tenant cannot be read
 */
export async function findStrangers(
  client: ManagementClient,
  toBeMade: readonly Declared[],
  known: readonly KnownResource[],
): Promise<readonly Stranger[]> {
  const found: Stranger[] = [];
  for (const declared of toBeMade) found.push(...(await strangersOf(client, declared, known)));
  return found;
}

/** A stranger in one line, for people. */
export const strangerText = ({ noun, called, id, logicalName }: Stranger): string =>
  `${noun} ${JSON.stringify(called)} (${id}), as ${logicalName}`;

/** Whether resources of a type bear a name by which somebody else's can be mistaken for them. */
export const hasName = ({ type }: Pick<Declared, 'type'>): boolean =>
  isToken(type) && resourceType(type).called !== undefined;

/** Whether Auth0 takes a second one with the same name. */
export const canBeDoubled = (type: string): boolean => resourceType(type).allowsDoubles === true;

async function strangersOf(
  client: ManagementClient,
  { type, inputs, name }: Declared,
  known: readonly KnownResource[],
): Promise<readonly Stranger[]> {
  const kind = isToken(type) ? resourceType(type).called : undefined;
  const called = kind && inputs[kind.by];
  // A preview may not know it yet.
  if (kind === undefined || typeof called !== 'string') return [];
  const ours = new Set(known.filter((each) => each.type === type).map(({ id }) => id));
  const ids = (await resourceType(type).find?.(client, inputs)) ?? [];
  return ids
    .filter((id) => !ours.has(id))
    .map((id) => ({
      type,
      noun: kind.noun,
      called,
      id,
      logicalName: name,
      canBeDoubled: canBeDoubled(type),
    }));
}
