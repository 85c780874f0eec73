import { hostname } from 'node:os';
import { cancelRun } from '../../engine/pulumi-surroundings.ts';
import { type StackLock, stackLocks } from '../../engine/stack-lock.ts';
import { systemClock } from '../../management/clock.ts';
import { type Check, ok, problem, skipped } from '../check.ts';

/** Nobody else runs Pulumi on the stack, nor did and left the stack locked. */
export const lock: Check = {
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
    const holders = locks.map(holderText).join('; ');
    if (!left) {
      return problem(`The stack is held by ${holders}.`, {
        steps: [
          'Wait until that run has ended. If it ended without giving the lock up, run the command below.',
        ],
        commands: [`pulumi cancel --stack ${stack}`],
      });
    }
    return problem(`The stack is locked by ${holders}; no such process runs on this machine any more.`, {
      commands: [`pulumi cancel --yes --stack ${stack}`],
      fix: () => cancelRun(facts.subject),
    });
  },
};

function holderText({ username, hostname: host, pid, timestamp }: StackLock): string {
  const minutes = Math.max(0, Math.round((systemClock.now() - Date.parse(timestamp)) / 60_000));
  return `${username}@${host}, process ${pid}, for ${minutes} min`;
}

function isLeftBehind({ hostname: host, pid }: StackLock): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
