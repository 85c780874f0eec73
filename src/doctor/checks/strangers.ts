import { toBeMade } from '../../drift/stack/to-be-made.ts';
import { adoptCommand } from '../../engine/stack-commands.ts';
import { findStrangers, type Stranger, strangerText } from '../../engine/strangers.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import { type DoctorCheck, ok, problem } from '../check.ts';
import type { Facts } from '../facts.ts';

/** The tenant is not deployed by hand, by another tool or by another stack already. */
export const strangers: DoctorCheck = {
  id: 'strangers',
  title: 'Nobody else has made what the stack declares',
  after: ['stack', 'scopes', 'tenant-of-state'],
  examine: async (facts) => {
    const { stack } = facts.subject;
    const { resources: known } = await facts.applied();
    const declared = await toBeMade(facts.api(), facts.settings, known);
    const found = await findStrangers(facts.api(), declared, known);
    if (found.length === 0)
      return ok('The tenant has nothing of a declared name that the stack did not make.');
    const commands = [adoptCommand({ stack, byPulumi: await facts.byPulumi() })];
    const list = found.map(strangerText).join('; ');
    const descriptions = new Map(declared.map(({ name, inputs }) => [name, inputs['description']]));
    if (await isMadeByThisProgram(facts, found, descriptions)) {
      return problem(
        `The tenant has already ${list}, as this program makes it: another stack deployed it, or the state of ${stack} was lost.`,
        {
          steps: [
            `Have Pulumi log in to the backend that has the state, or deploy with the stack that made it. One tenant, one stack.`,
            'If nobody has that state any more, have this stack take it over:',
          ],
          commands,
        },
      );
    }
    return problem(
      `The tenant has already ${list}, made by hand or with another tool; ChatGPT may be using it.`,
      { commands },
    );
  },
};

/** Nobody writes the program's descriptions by hand but for the connector's, which is the setup guide's. */
async function isMadeByThisProgram(
  facts: Facts,
  found: readonly Stranger[],
  descriptions: ReadonlyMap<string, unknown>,
): Promise<boolean> {
  for (const { type, id, logicalName } of found) {
    const described = type === tokens.role || (type === tokens.client && logicalName !== 'connector');
    if (!described) continue;
    const live = await resourceType(type).read(facts.api(), id);
    if (live?.['description'] === descriptions.get(logicalName)) return true;
  }
  return false;
}
