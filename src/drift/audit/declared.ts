import { isDeepStrictEqual } from 'node:util';
import { deployCommand } from '../../engine/stack-commands.ts';
import { valueAt } from '../findings/property-path.ts';
import type { Judged } from '../judges/breaches.ts';
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
