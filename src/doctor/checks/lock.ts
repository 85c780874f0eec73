import { cancelRun } from '../../engine/pulumi-surroundings.ts';
import { cancelCommand } from '../../engine/stack-commands.ts';
import { holderText, isLeftBehind, stackLocks } from '../../engine/stack-lock.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/** Nobody else runs Pulumi on the stack, nor did and left the stack locked. */
export const lock: DoctorCheck = {
  id: 'lock',
  title: 'No other run holds the stack',
  after: ['stack'],
  examine: async (facts) => {
    if (facts.local) return skipped('The embedded engine gives its lock up with its process.');
    const { stack, directory } = facts.subject;
    const { url = '' } = (await facts.backend()) ?? {};
    if (!url.startsWith('file:'))
      return skipped('Pulumi itself says so when a run begins; only a backend of files shows its locks.');
    const locks = await stackLocks(url, { project: facts.configuration.project, stack, directory });
    if (locks.length === 0) return ok('It is free.');
    const left = locks.every(isLeftBehind);
    const holders = locks.map((each) => holderText(each, Date.now())).join('; ');
    if (!left) {
      return problem(`The stack is held by ${holders}.`, {
        steps: [
          'Wait until that run has ended. If it ended without giving the lock up, run the command below.',
        ],
        commands: [cancelCommand({ stack, local: false })],
      });
    }
    return problem(`The stack is locked by ${holders}; no such process runs on this machine any more.`, {
      commands: [cancelCommand({ stack, local: false }, { unasked: true })],
      fix: () => cancelRun(facts.subject),
    });
  },
};
