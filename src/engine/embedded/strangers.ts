import type { ManagementClient } from '../../management/management-client.ts';
import { resourceType } from '../../management/resources/resource-types.ts';
import { EmbeddedRunError } from './embedded-run-error.ts';
import { isUnknown } from './property-values.ts';
import type { EmbeddedRecord } from './record.ts';
import type { Registration } from './registration.ts';

/** What is known to people by a name, and may be in use already. */
const named: Readonly<Record<string, { readonly noun: string; readonly key: string }>> = {
  'auth0:index/client:Client': { noun: 'application', key: 'name' },
  'auth0:index/resourceServer:ResourceServer': { noun: 'API', key: 'identifier' },
  'auth0:index/connection:Connection': { noun: 'connection', key: 'name' },
  'auth0:index/role:Role': { noun: 'role', key: 'name' },
};

/** Something in the tenant that is called what a resource is to be called, and that no record knows. */
interface Stranger {
  readonly noun: string;
  readonly called: string;
  readonly id: string;
  readonly logicalName: string;
  /** Auth0 allows a second one of that name. */
  readonly canBeDoubled: boolean;
}

/**
 * Refuses to make what somebody else may have made already: of two applications of one name nobody can tell which one
 * ChatGPT holds. Reads, and writes nothing.
 *
 * @param toBeMade the resources that the run would create, or create anew
 * @throws {EmbeddedRunError} `ALREADY_THERE` with everything that is there already
 */
export async function refuseStrangers(
  client: ManagementClient,
  record: EmbeddedRecord,
  toBeMade: readonly Registration[],
  { allowDuplicates }: { readonly allowDuplicates: boolean },
): Promise<void> {
  const found: Stranger[] = [];
  for (const registration of toBeMade) found.push(...(await strangersOf(client, record, registration)));
  const refused = found.filter(({ canBeDoubled }) => !(canBeDoubled && allowDuplicates));
  if (refused.length === 0) return;
  const lines = refused.map(
    ({ noun, called, id, logicalName }) => `  ${noun} ${JSON.stringify(called)} (${id}), as ${logicalName}`,
  );
  throw new EmbeddedRunError(
    'ALREADY_THERE',
    `The tenant has already what this stack would make, and no run of this stack made it. Nothing was changed:\n${lines.join('\n')}\n` +
      'It may be what ChatGPT uses. Rename it or, when nobody uses it, delete it; then run up again.' +
      (refused.some(({ canBeDoubled }) => canBeDoubled)
        ? ' With --allow-duplicates the stack makes an application of its own beside one of the same name.'
        : ''),
  );
}

async function strangersOf(
  client: ManagementClient,
  record: EmbeddedRecord,
  { type: token, inputs, name }: Registration,
): Promise<readonly Stranger[]> {
  const kind = named[token];
  if (kind === undefined || isUnknown(inputs[kind.key])) return [];
  const type = resourceType(token);
  const ours = new Set(
    [...record.resources, ...record.replaced]
      .filter((resource) => resource.type === token)
      .map(({ id }) => id),
  );
  const ids = (await type.find?.(client, inputs)) ?? [];
  return ids
    .filter((id) => !ours.has(id))
    .map((id) => ({
      noun: kind.noun,
      called: String(inputs[kind.key]),
      id,
      logicalName: name,
      canBeDoubled: type.naturalKey === undefined,
    }));
}
