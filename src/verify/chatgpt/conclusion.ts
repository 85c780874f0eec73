import type { CheckResult } from '../check.ts';
import { mendingText } from '../remedy.ts';
import { chatgptChecks, reachable } from './checks.ts';

/** Whether ChatGPT will link, in one sentence. */
export interface Conclusion {
  readonly outcome: 'links' | 'does not link' | 'undecided';
  readonly sentence: string;
}

/** Concludes from the steps of ChatGPT's way; undefined where they are not all among the results. */
export function conclude(results: readonly CheckResult[]): Conclusion | undefined {
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
      sentence: `ChatGPT ${verdict}: ${named}${withoutStop(failed.evidence)}.${mend}`,
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

const withoutStop = (text: string) => text.replace(/\.$/, '');
