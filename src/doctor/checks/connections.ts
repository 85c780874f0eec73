import { findMissingConnections } from '../../engine/missing-connections.ts';
import { seedCommand } from '../../engine/stack-commands.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/** A tenant on this machine has no dashboard, and takes a seed where it has yet to be made. */
const madeHere = (stack: string) =>
  'Write it under connections: of a seed (docs/local-tenant.md), and begin the tenant anew with that: ' +
  `\`${seedCommand({ stack }, 'tenant.yaml')}\``;

/** Whose people are to log in too, somebody else has made. */
export const namedConnections: DoctorCheck = {
  id: 'connections',
  title: 'The connections that the stack names are there',
  after: ['scopes'],
  examine: async (facts) => {
    const { connections: named } = facts.settings;
    if (named.length === 0) return skipped('omnichat:connections names none.');
    const missing = await findMissingConnections(
      facts.api(),
      named.map(({ name }) => name),
    );
    if (missing.length === 0) return ok(named.map(({ name }) => name).join(', '));
    return problem(`${facts.settings.domain} has no connection ${missing.join(', and none ')}.`, {
      steps: [
        `${facts.local ? madeHere(facts.subject.stack) : "Make it in Auth0's dashboard (Authentication → Database, Social or Enterprise)"}, ` +
          `or write its name in omnichat:connections in Pulumi.${facts.subject.stack}.yaml as the tenant has it.`,
      ],
    });
  },
};
