import { credentialVariables } from '../../engine/credential-variables.ts';
import { createDeployerCommand } from '../../engine/stack-commands.ts';
import { ManagementError } from '../../management/management-error.ts';
import { deployerScopes } from '../../management/resources/deployer-scopes.ts';
import { type DoctorCheck, ok, problem } from '../check.ts';
import { declaredTypes } from '../declared-types.ts';

/** There is an application to deploy as, and the tenant gives it Management tokens. */
export const credentials: DoctorCheck = {
  id: 'credentials',
  title: 'The tenant knows the deployer',
  after: ['domain'],
  examine: async (facts) => {
    const { domain } = facts.settings;
    const scopes = deployerScopes(declaredTypes(facts.settings)).map(({ scope }) => scope);
    const own = credentialVariables(facts.subject.stack);
    const held = facts.credentials();
    if (held === undefined) {
      const missing = ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'].filter(
        (name) => !facts.subject.environment[name],
      );
      return problem(`${missing.join(' and ')} not set: nobody is there to deploy as.`, {
        steps: [
          `With the Auth0 CLI, after \`auth0 login\`: ${createDeployerCommand(facts.subject)} makes it, and prints what to do next. Without it:`,
          `In Auth0's dashboard of ${domain}: Applications > Applications > Create Application > Machine to Machine, and name it Deployer.`,
          `Authorize it for the Auth0 Management API with: ${scopes.join(' ')}.`,
          `Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to the two that its Settings show, or, for this stack alone, ${own.join(' and ')}. ` +
            'No file of this project takes them.',
        ],
      });
    }
    try {
      await facts.token();
      return ok(`Application ${held.clientId}.`);
    } catch (error) {
      if (!(error instanceof ManagementError) || error.status === undefined || error.status >= 429)
        throw error;
      if (error.errorCode === 'invalid_answer') throw error;
      return problem(error.message, {
        steps: [
          `Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or ${own.join(' and ')}, to those of the deployer of ${domain}.`,
          'If they are: Applications > APIs > Auth0 Management API > Machine to Machine Applications, and authorize it there.',
        ],
      });
    }
  },
};
