import { desiredTenant } from '../../../infra/tenant.ts';
import { type Matched, type Matching, matchTenant } from '../../drift/adoption.ts';
import type { Applied } from '../../drift/stack/applied.ts';
import { desiredResources } from '../../drift/stack/desired.ts';
import { inventoryRequest } from '../../drift/tenant/inventory-request.ts';
import { readInventory } from '../../drift/tenant/inventory.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { type Difference, differences } from '../../management/properties/differences.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import type { AdoptedResource } from '../printed/adoption-report.ts';
import type { Stack } from '../stack/stack.ts';
import { refuseAmbiguity, refuseBadChoices, refuseUnread } from './refusals.ts';

/** Where to look, and as whom. */
interface SearchedTenant {
  readonly address: TenantAddress;
  readonly credentials: ClientCredentials;
  readonly applied: Applied | undefined;
}

/** What of a tenant a stack can take over. */
export interface Adoption extends Matching {
  readonly adopted: readonly AdoptedResource[];
  /** What the first `up` would take away without a word, a sentence each. */
  readonly warnings: readonly string[];
  /** What every tenant has is nothing to adopt where there is nothing else, nor is what a deploy only uses. */
  readonly isWorthIt: boolean;
}

/**
 * Looks for what the stack declares; changes nothing.
 *
 * @throws {CliError} when it cannot be read whole, or somebody has to choose
 */
export async function findAdoption(
  stack: Stack,
  { address, credentials, applied }: SearchedTenant,
  chosen: ReadonlyMap<string, string>,
  engine: 'embedded' | 'pulumi',
): Promise<Adoption> {
  const pulumi = engine === 'pulumi';
  const tenant = desiredTenant(stack.settings);
  const desired = desiredResources(tenant);
  const client = new ManagementClient({ ...address, credentials });
  try {
    const inventory = await readInventory(client, inventoryRequest(tenant, stack.settings, applied));
    refuseUnread(stack, inventory);
    const whole = matchTenant(desired, inventory, applied, chosen);
    const matching = pulumi ? withoutOwnProviders(whole) : whole;
    refuseBadChoices(stack, chosen, matching, inventory);
    refuseAmbiguity({ stack: stack.name, byPulumi: pulumi && stack.local }, matching);
    const live = new Map<Matched, Properties>();
    for (const match of matching.matched) {
      live.set(match, (await resourceType(match.desired.type).read(client, match.id)) ?? {});
    }
    const adopted = matching.matched.map((match) => ({
      name: match.desired.name,
      type: match.desired.type,
      id: match.id,
      // What Auth0 does not show because it is empty is the same to Pulumi; the embedded engine sends it once.
      differences: differences(
        match.inputs,
        { live: live.get(match), applied: pulumi ? match.inputs : {} },
        resourceType(match.desired.type).rules,
      ).toSorted(byPath),
    }));
    return {
      ...matching,
      adopted,
      isWorthIt: adopted.some(({ type }) => isWorthAdopting(type)),
      warnings: [...live].flatMap(([match, properties]) => (pulumi ? clearedBy(match, properties) : [])),
    };
  } finally {
    await client.close();
  }
}

/** A create takes over what every tenant has, and connections of others. */
const isWorthAdopting = (type: string): boolean => {
  const { isAlwaysThere, hasOwnProvider } = resourceType(type);
  return !isAlwaysThere && !hasOwnProvider;
};

/** What Pulumi cannot import, `up` takes over as it makes it. */
function withoutOwnProviders({ matched, missing, ...rest }: Matching): Matching {
  const isImported = ({ desired: { type } }: Matched) => !resourceType(type).hasOwnProvider;
  const made = matched.filter((match) => !isImported(match)).map(({ desired }) => desired);
  return { ...rest, matched: matched.filter(isImported), missing: [...missing, ...made] };
}

/** As a preview lists them: Pulumi sorts what the program states. */
const byPath = (a: Difference, b: Difference) => (a.path < b.path ? -1 : 1);

/** What the provider asks Auth0 to clear where the program does not state it. */
function clearedBy({ desired: { type }, inputs }: Matched, live: Properties): readonly string[] {
  if (type !== tokens.tenant) return [];
  return ['errorPage', 'mtls', 'defaultTokenQuota']
    .filter((name) => inputs[name] === undefined && live[name] !== undefined && live[name] !== null)
    .map(
      (name) =>
        `The tenant has a setting ${name} that the program does not state, and the provider may ask Auth0 to clear it: add it to ` +
        'settings in infra/tenant.ts before up.',
    );
}
