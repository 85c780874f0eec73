import { PulumiCliError } from '../../engine/pulumi-cli.ts';
import { makeStackCommand } from '../../engine/stack-commands.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/** The backend has the stack, and gives its state. */
export const stackMade: DoctorCheck = {
  id: 'stack',
  title: 'The backend has the stack',
  after: ['backend', 'passphrase'],
  examine: async (facts) => {
    if (facts.local) return skipped('The embedded engine makes its record in the first run.');
    const { stack } = facts.subject;
    try {
      const { resources } = await facts.applied();
      return ok(
        resources.length === 0 ? 'Nothing is deployed yet.' : `${resources.length} resources are deployed.`,
      );
    } catch (error) {
      if (!(error instanceof PulumiCliError && error.code === 'STACK_NOT_FOUND')) throw error;
      return problem(`The backend has no stack ${stack} yet.`, {
        steps: [
          'If it was deployed before, its state is in another backend: log in to that one. Here, everything would be made a second time.',
        ],
        commands: [makeStackCommand({ stack })],
      });
    }
  },
};
