import { cancelRun } from '../../engine/pulumi-surroundings.ts';
import { cancelCommand } from '../../engine/stack-commands.ts';
import {
  embeddedRunIn,
  holderText,
  isLeftBehind,
  minutesSince,
  stackLocks,
} from '../../engine/stack-lock.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/** Nobody else runs Pulumi on the stack, nor did and left the stack locked. */
export const lock: DoctorCheck = {
  id: 'lock',
  title: 'No other run holds the stack',
  after: ['stack'],
  examine: async (facts) => {
    const { stack, directory, localTenant, environment } = facts.subject;
    if (localTenant instanceof Error) return skipped('The tenant in which a run would hold it is not there.');
    const run = localTenant && (await embeddedRunIn(localTenant.directory));
    if (run !== undefined) {
      const { pid, sinceMs } = run;
      const held = sinceMs === undefined ? '' : `, for ${minutesSince(sinceMs, Date.now())}`;
      return problem(`The stack is held by process ${pid}${held}.`, {
        steps: ['Wait until that run has ended; the lock goes with its process.'],
      });
    }
    const local = localTenant !== undefined;
    const url = localTenant?.backend ?? (await facts.backend())?.url ?? '';
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
        commands: [cancelCommand({ stack, local })],
      });
    }
    return problem(`The stack is locked by ${holders}; no such process runs on this machine any more.`, {
      commands: [cancelCommand({ stack, local }, { unasked: true })],
      fix: () => cancelRun({ ...facts.subject, environment: { ...environment, PULUMI_BACKEND_URL: url } }),
    });
  },
};
