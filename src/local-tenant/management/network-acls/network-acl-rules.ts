import type { NetworkAcl } from '../../state/entities/settings.ts';
import { invalidBody } from '../errors.ts';

const curated = ['auth0.low_reputation', 'auth0.icloud_relay_proxy'];

/**
 * Refuses a rule for what no schema states. Source: recordings of the Terraform provider, `TestAccNetworkACLValidation` and
 * `TestAccNetworkACLAuth0ManagedAPIRejections`.
 */
export function checkRule({ action, ...rule }: NetworkAcl['rule']): void {
  if (action.redirect === true && action.redirect_uri === undefined)
    throw invalidBody('Payload validation error: Action type of `redirect` requires a `redirect_uri`');
  for (const condition of ['match', 'not_match'] as const) {
    for (const [signal, values] of Object.entries(rule[condition] ?? {})) {
      if (!Array.isArray(values)) continue;
      checkUnique(values, `rule.${condition}.${signal}`);
      if (signal === 'auth0_managed') checkCurated(values.map(String));
    }
  }
}

function checkUnique(values: readonly unknown[], path: string): void {
  const second = values.findIndex((value, index) => values.indexOf(value) < index);
  if (second === -1) return;
  const first = values.indexOf(values[second]);
  throw invalidBody(
    `Payload validation error: 'Array items are not unique (indexes ${first} and ${second})' on property ${path}.`,
  );
}

function checkCurated(names: readonly string[]): void {
  const unknown = names.filter((name) => !curated.includes(name));
  if (unknown.length === 0) return;
  throw invalidBody(
    `Invalid curated list name(s): ${unknown.join(', ')}. Allowed curated list names are: ${curated.join(', ')}`,
  );
}
