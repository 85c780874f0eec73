import { withoutStop } from '../../text/without-stop.ts';
import type { CheckResult } from '../check.ts';
import type { Side } from '../remedy.ts';

/** Whose fault it is that a client gets no further, and why. */
export interface Fault {
  readonly side: Side;
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

/** Of the step of a client's way that stops it. Silence is the network's, unless what was found names another. */
export function faultOf(clientName: string, { id, status, evidence, remedy }: CheckResult): Fault {
  const step = id.slice(clientName.length + 1);
  const silent = status === 'unknown' && /no answer/i.test(evidence);
  const side = silent ? 'network' : (remedy?.side ?? sides[step] ?? 'tenant');
  return { side, sentence: `It is ${names[side]}: ${withoutStop(evidence)}.` };
}

const names: Readonly<Record<Side, string>> = {
  client: "the client's side",
  tenant: "the tenant's side",
  server: "the side of OmniChat's server",
  network: 'the network in between',
};
