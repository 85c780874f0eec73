import type { CheckResult } from '../check.ts';
import type { Side } from '../remedy.ts';

/** Whose fault it is that a client gets no further. */
export interface Fault {
  readonly side: Side;
  /** What that comes to, whose side it is, and the setting, or else the check, whose finding says why. */
  readonly sentence: string;
}

/** Who answers for each step that is not the tenant's. */
const sides: Readonly<Record<string, Side>> = {
  reachable: 'network',
  challenge: 'server',
  'resource-metadata': 'server',
  resource: 'server',
  issuer: 'server',
  call: 'server',
};

/**
 * Of the step of a client's way that stops it. Silence is the network's, unless what was found names another.
 *
 * @param verdict what the stop comes to
 */
export function faultOf(
  clientName: string,
  { id, status, evidence, remedy }: CheckResult,
  verdict: string,
): Fault {
  const step = id.slice(clientName.length + 1);
  const silent = status === 'unknown' && /no answer/i.test(evidence);
  const side = silent ? 'network' : (remedy?.side ?? sides[step] ?? 'tenant');
  return { side, sentence: `${verdict}. It is ${names[side]}: ${remedy?.setting ?? `see ${id}`}.` };
}

const names: Readonly<Record<Side, string>> = {
  client: "the client's side",
  tenant: "the tenant's side",
  server: "the side of OmniChat's server",
  network: 'the network in between',
};
