import { desiredTenant } from '../../../infra/tenant.ts';
import { desiredResources } from '../../drift/stack/desired.ts';
import { member, objectOf } from '../../management/answer.ts';
import { itemsEitherWay } from '../../management/paging.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { clientsCommand } from '../../engine/stack-commands.ts';
import { type DoctorCheck, ok, warning } from '../check.ts';

/** Source: Auth0, "Entity Limit Policy", applications of a tenant on the Free plan. */
const largestOnFree = 10;

const shape = objectOf({ client_id: member.id, global: member.flag });

/** A deploy fits into the smallest plan, with the applications that there are. */
export const applicationLimit: DoctorCheck = {
  id: 'application-limit',
  title: 'The applications fit into every plan',
  after: ['stack', 'scopes'],
  examine: async (facts) => {
    const { resources } = await facts.applied();
    const deployed = new Set(resources.map(({ name }) => name));
    const toCome = desiredResources(desiredTenant(facts.settings)).filter(
      ({ type, name }) => (type === tokens.client || type === tokens.clientCimd) && !deployed.has(name),
    ).length;
    let there = 0;
    const list = { path: '/clients', items: 'clients', shape, fields: ['client_id', 'global'] };
    for await (const application of itemsEitherWay(facts.api(), list)) {
      if (application.global !== true) there += 1;
      // A tenant may hold a hundred thousand.
      if (there > largestOnFree) break;
    }
    const total = there + toCome;
    const counted = `${there > largestOnFree ? 'more than ' : ''}${Math.min(there, largestOnFree)} applications, and the stack makes ${toCome} more`;
    if (total <= largestOnFree)
      return ok(`The tenant has ${counted}; the Free plan has room for ${largestOnFree}.`);
    return warning(
      `The tenant has ${counted}. On the Free plan Auth0 refuses the ${largestOnFree + 1}th; paid plans have room.`,
      {
        steps: [
          `Delete those that nobody uses. \`${clientsCommand(facts.subject)}\` tells which of those that registered themselves may go` +
            (facts.local
              ? '.'
              : "; the others, such as the Default App, go in Auth0's dashboard, Applications."),
        ],
      },
    );
  },
};
