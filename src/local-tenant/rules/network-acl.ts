import type { NetworkAcl } from '../state/entities/settings.ts';
import { holdsAddress } from './address-list.ts';

type Signals = NonNullable<NetworkAcl['rule']['match']>;

/**
 * Whether the tenant's access control list blocks a request to the registration endpoint, or sends it elsewhere: the active rule with the
 * lowest number decides that is met and does not only log (Auth0, "Rule Evaluation for the Tenant Access Control List"). Addresses are all that
 * this tenant knows of a request; a rule about anything else is met by none.
 */
export function isRegistrationBlocked(acls: Iterable<NetworkAcl>, address: string): boolean {
  const first = [...acls]
    .filter(({ active, rule }) => active && rule.scope !== 'management' && rule.action.log !== true)
    .toSorted((one, other) => one.priority - other.priority)
    .find(({ rule }) => isMet(rule, address));
  return first !== undefined && first.rule.action.allow !== true;
}

const isMet = ({ match, not_match: notMatch }: NetworkAcl['rule'], address: string) =>
  (match !== undefined || notMatch !== undefined) &&
  (match === undefined || (isAboutAddresses(match) && matches(match, address))) &&
  (notMatch === undefined || (isAboutAddresses(notMatch) && !matches(notMatch, address)));

const isAboutAddresses = (signals: Signals) =>
  Object.keys(signals).every((signal) => signal === 'ipv4_cidrs' || signal === 'ipv6_cidrs');

function matches({ ipv4_cidrs: ipv4 = [], ipv6_cidrs: ipv6 = [] }: Signals, address: string): boolean {
  return holdsAddress([...ipv4, ...ipv6], address);
}
