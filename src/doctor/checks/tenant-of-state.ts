import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import { type DoctorCheck, ok, problem } from '../check.ts';

/** What the state says is deployed is in this tenant, and not in another one. */
export const tenantOfState: DoctorCheck = {
  id: 'tenant-of-state',
  title: "The stack's state is of this tenant",
  after: ['stack', 'scopes'],
  examine: async (facts) => {
    const { resources } = await facts.applied();
    const applications = resources.filter(({ type }) => type === tokens.client);
    if (applications.length === 0) return ok('Nothing is deployed yet.');
    for (const { type, id } of applications) {
      if ((await resourceType(type).read(facts.api(), id)) !== undefined) return ok(`It has ${id}.`);
    }
    const { stack } = facts.subject;
    const { domain } = facts.settings;
    return problem(
      `The state of ${stack} has ${applications.map(({ name, id }) => `${name} ${id}`).join(', ')}, and ${domain} has none of them: it is the state of another tenant.`,
      {
        steps: [
          `Write the domain of that tenant into auth0:domain of Pulumi.${stack}.yaml again. Another tenant needs a stack of its own.`,
          `If the tenant was emptied by hand, run up -s ${stack}: it makes everything anew, with other client ids.`,
        ],
      },
    );
  },
};
