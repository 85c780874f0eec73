import { cancelCommand } from '../../engine/stack-commands.ts';
import { holderText, isLeftBehind, stackLocks } from '../../engine/stack-lock.ts';
import { ExpectedError } from '../../text/expected-error.ts';
import type { Stack } from '../stack/stack.ts';

/** Another run holds the stack, or did and left it locked. */
class StackLockedError extends ExpectedError {
  override readonly name = 'StackLockedError';
  readonly code = 'STACK_LOCKED';
}

/**
 * Refuses to start Pulumi where another run holds the stack, as far as the environment names a backend of files. Pulumi says so too, and
 * advises `pulumi cancel`, which goes to whatever backend the person is logged in to: a tenant on this machine has one of its own.
 *
 * @param environment what Pulumi is to run with
 * @throws {StackLockedError} naming the holder, with the command that frees the stack
 */
export async function refuseLocked(
  { name: stack, local, directory, file: { project } }: Stack,
  { PULUMI_BACKEND_URL: backend = '' }: NodeJS.ProcessEnv,
): Promise<void> {
  const locks = await stackLocks(backend, { project, stack, directory });
  if (locks.length === 0) return;
  const holders = locks.map((lock) => holderText(lock, Date.now())).join('; ');
  throw new StackLockedError(
    locks.every(isLeftBehind)
      ? `The stack ${stack} is locked by ${holders}; no such process runs on this machine any more. Free it: ` +
          cancelCommand({ stack, local }, { unasked: true })
      : `The stack ${stack} is held by ${holders}. Wait until that run has ended. If it ended without giving the lock up, free it: ` +
          cancelCommand({ stack, local }),
  );
}
