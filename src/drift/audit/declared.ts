import { isDeepStrictEqual } from 'node:util';
import { everyThirdParty } from '../../engine/mend-commands.ts';
import { deployCommand } from '../../engine/stack-commands.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { valueAt } from '../findings/property-path.ts';
import type { Judged } from '../judges/breaches.ts';
import { isOfParty } from '../tenant/party.ts';
import { byPerson, type PrintedMend } from '../mends/printed-mend.ts';
import type { AuditedTenant } from './audited-tenant.ts';

/**
 * What mends a property that the stack declares just as the tenant has it: the next `up` would take any other mend back. Undefined
 * where the stack does not declare it so.
 */
export function mendOfDeclared(
  { named, declared }: Pick<AuditedTenant, 'named' | 'declared'>,
  { type, properties }: Pick<Judged, 'type' | 'properties'>,
  path: string,
): PrintedMend | undefined {
  if (!('stack' in named)) return undefined;
  const isDeclared = declared.some((desired) => {
    if (desired.type !== type) return false;
    const inputs = desired.inputs(() => undefined);
    const isIt = ['name', 'identifier'].every(
      (key) => inputs[key] === undefined || inputs[key] === properties[key],
    );
    const value = valueAt(inputs, path);
    return isIt && value !== undefined && isDeepStrictEqual(value, valueAt(properties, path));
  });
  if (!isDeclared) return undefined;
  return byPerson(
    `The stack declares it so: where that is not meant, change Pulumi.${named.stack}.yaml, and deploy: ${deployCommand(named)}`,
  );
}

/**
 * Whether the stack declares a grant for people to an application of the tenant, by the name that it declares for one, or to every third
 * party. A tenant without any application of the stack is none that it was deployed to.
 */
export function declaresGrant(
  { declared, applications = [] }: Pick<AuditedTenant, 'declared' | 'applications'>,
  holder: string,
): boolean {
  const ids = new Map(
    declared.flatMap((desired) => {
      if (desired.type !== tokens.client) return [];
      const inputs = desired.inputs(() => undefined);
      return applications
        .filter(({ properties }) => properties['name'] === inputs['name'])
        .filter((application) => isOfParty(tokens.client, inputs, application))
        .map(({ id }) => [desired.name, id] as const);
    }),
  );
  return declared.some((desired) => {
    if (ids.size === 0 || desired.type !== tokens.clientGrant) return false;
    const { subjectType, clientId, defaultFor } = desired.inputs((name) => ids.get(name));
    const isHolders = holder === everyThirdParty ? defaultFor === 'third_party_clients' : clientId === holder;
    return subjectType === 'user' && isHolders;
  });
}
