import { mendingText } from '../remedy.ts';
import type { Report, ReportedCheck } from '../report.ts';
import { chatgptChecks, reachable } from './checks.ts';

type Conclusion = NonNullable<Report['conclusion']>;

/** Concludes from the steps of ChatGPT's way; undefined where they are not all among the results. */
export function conclude(results: readonly ReportedCheck[]): Conclusion | undefined {
  const steps = chatgptChecks.flatMap(({ id }) => results.find((result) => result.id === id) ?? []);
  if (steps.length < chatgptChecks.length) return undefined;

  const failed = steps.find(({ status }) => status === 'fail');
  if (failed !== undefined) {
    const { remedy } = failed;
    const mending = remedy && mendingText(remedy);
    const named = remedy === undefined ? '' : `the setting is ${remedy.setting}; `;
    const verdict = failed.id === 'chatgpt-refresh' ? 'will link, and not stay linked' : 'will not link';
    const mend = mending === undefined ? '' : ` Mend it: ${mending}`;
    return {
      outcome: 'does not link',
      sentence: `ChatGPT ${verdict}: ${named}${withoutStop(failed.evidence)}.${othersText(failed, steps)}${mend}`,
    };
  }
  const open = steps.find(({ id, status }) => status !== 'pass' && id !== reachable.id);
  if (open !== undefined) {
    return {
      outcome: 'undecided',
      sentence: `Whether ChatGPT will link cannot be told. ${open.title}: ${withoutStop(open.evidence)}.`,
    };
  }
  const away = steps.find(({ id, status }) => id === reachable.id && status === 'skip');
  return {
    outcome: 'links',
    sentence:
      away === undefined
        ? 'ChatGPT will link.'
        : `ChatGPT will link as soon as it can reach this: ${away.evidence}.`,
  };
}

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

const withoutStop = (text: string) => text.replace(/\.$/, '');
