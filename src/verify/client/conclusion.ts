import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { withoutStop } from '../../text/without-stop.ts';
import { mendingText } from '../remedy.ts';
import type { Report, ReportedCheck } from '../report.ts';
import { clientChecks } from './client-checks.ts';
import { inSentence, type WalkedClient } from '../walked-client.ts';
import { walkedClients } from './walked-clients.ts';
import { faultOf } from './fault.ts';

type Conclusion = NonNullable<Report['conclusion']>;

/**
 * Concludes from the steps of a client's way; undefined where not all steps of any are among the results.
 *
 * @param target whom the steps asked
 */
export function conclude(
  results: readonly ReportedCheck[],
  target: Pick<Report['target'], 'resourceUrl' | 'server'> = {},
): Conclusion | undefined {
  for (const client of walkedClients) {
    const checks = clientChecks(client);
    const steps = checks.flatMap(({ id }) => results.find((result) => result.id === id) ?? []);
    if (steps.length === checks.length) return concludeFor(client, steps, target);
  }
  return undefined;
}

function concludeFor(
  walked: WalkedClient,
  steps: readonly ReportedCheck[],
  target: Pick<Report['target'], 'resourceUrl' | 'server'>,
): Conclusion {
  const { name, title } = walked;
  const failed = steps.find(({ status }) => status === 'fail');
  if (failed !== undefined) {
    const { remedy } = failed;
    const mending = remedy && mendingText(remedy);
    const named = remedy === undefined ? '' : `the setting is ${remedy.setting}; `;
    const verdict = `${title} ${failed.id === `${name}-refresh` ? 'will link, and not stay linked' : 'will not link'}`;
    const mend = mending === undefined ? '' : ` Mend it: ${mending}`;
    return {
      outcome: 'does not link',
      sentence: `${verdict}: ${named}${withoutStop(failed.evidence)}.${othersText(failed, steps)}${mend}`,
      fault: faultOf(name, failed, verdict),
    };
  }
  const away = steps.filter(({ id, status }) => status === 'skip' && hindrances(name).includes(id));
  const open = steps.find((step) => step.status !== 'pass' && !away.includes(step));
  if (open !== undefined) {
    const verdict = `Whether ${inSentence(walked)} will link cannot be told`;
    return {
      outcome: 'undecided',
      sentence: `${verdict}. ${open.title}: ${withoutStop(open.evidence)}.`,
      ...(open.status === 'unknown' && { fault: faultOf(name, open, verdict) }),
    };
  }
  const left = [...away.map(({ evidence }) => evidence), ...unasked(target)];
  return {
    outcome: 'links',
    sentence: left.length === 0 ? `${title} will link.` : `${title} would link, but for: ${left.join('; ')}.`,
  };
}

/** A server that is to be on the internet, and has not been seen there. One on this machine cannot be reached in any case. */
const unasked = ({ resourceUrl, server }: Pick<Report['target'], 'resourceUrl' | 'server'>) =>
  server === undefined || resourceUrl === undefined || isLoopbackHost(new URL(resourceUrl).host)
    ? []
    : [`OmniChat's server has not answered at ${resourceUrl} yet, the ${server} did in its place`];

/** The steps that say where a client cannot come, and nothing against what is there. */
const hindrances = (name: string) => [`${name}-reachable`, `${name}-resource`];

/** How many steps follow from the fault, and how many faults of their own there are besides. */
function othersText(first: ReportedCheck, steps: readonly ReportedCheck[]): string {
  const following = steps.filter(({ because }) => because === first.id).length;
  const others = steps.filter(
    ({ id, status, because }) => status === 'fail' && because === undefined && id !== first.id,
  ).length;
  return [
    ...(following === 0
      ? []
      : [` ${following} more ${following === 1 ? 'step follows' : 'steps follow'} from it.`]),
    ...(others === 0
      ? []
      : [` ${counted(others, 'other fault')} ${others === 1 ? 'comes' : 'come'} after it.`]),
  ].join('');
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
