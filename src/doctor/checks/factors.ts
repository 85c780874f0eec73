import { z } from 'zod';
import { factorCommand } from '../../engine/stack-commands.ts';
import { getAs, objectOf } from '../../management/answer.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

const factorsShape = z.array(objectOf({ name: z.string(), enabled: z.boolean() }));

/** The Action of step-up asks for a factor that the program does not switch on: which, is for the tenant's owner to choose. */
export const factors: DoctorCheck = {
  id: 'factors',
  title: 'People can be asked for another factor, if they are',
  after: ['scopes'],
  examine: async (facts) => {
    if (facts.settings.stepUp === 'none') return skipped('omnichat:stepUp is none.');
    const all = await getAs(facts.api(), factorsShape, '/guardian/factors');
    // A recovery code stands in for another factor, and is none by itself.
    const enabled = all.filter(({ name, enabled: is }) => is && name !== 'recovery-code');
    if (enabled.length > 0) return ok(enabled.map(({ name }) => name).join(', '));
    return problem(
      `${facts.settings.domain} has no factor of multi-factor authentication enabled: nobody could get ssh:execute.`,
      facts.local
        ? { commands: [factorCommand(facts.subject)] }
        : {
            steps: [
              "Enable one in Auth0's dashboard (Security → Multi-factor Auth), such as one-time passwords. Leave the policy as it is.",
            ],
          },
    );
  },
};
