import { asksForFactor, enabledFactors, enableFactorStep } from '../../engine/missing-factor.ts';
import { factorCommand } from '../../engine/stack-commands.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/** People can be asked for the factor that the Action of step-up asks for. */
export const factors: DoctorCheck = {
  id: 'factors',
  title: 'People can be asked for another factor, if they are',
  after: ['scopes'],
  examine: async (facts) => {
    if (!asksForFactor(facts.settings)) return skipped('omnichat:stepUp is none.');
    const { names, lacking } = await enabledFactors(facts.api(), facts);
    return lacking === undefined
      ? ok(names.join(', '))
      : problem(
          lacking,
          facts.local ? { commands: [factorCommand(facts.subject)] } : { steps: [enableFactorStep] },
        );
  },
};
