import { deployerScopes } from '../../management/resources/deployer-scopes.ts';
import { type DoctorCheck, ok } from '../check.ts';
import { declaredTypes } from '../declared-types.ts';

/** The deployer may do on the Management API whatever a deploy does. */
export const scopes: DoctorCheck = {
  id: 'scopes',
  title: 'The deployer may do all that a deploy takes',
  after: ['credentials'],
  examine: async (facts) => {
    const needed = deployerScopes(declaredTypes(facts.settings));
    const granted = new Set((await facts.token()).scopes);
    const missing = needed.filter(({ scope }) => !granted.has(scope));
    if (missing.length === 0) return ok(`${needed.length} scopes.`);
    const list = missing.map(({ scope, neededFor }) => `${scope} (${neededFor.join(', ')})`).join(', ');
    return {
      status: 'problem',
      detail: `The deployer's grant on the Management API lacks ${list}.`,
      missingScopes: missing,
      cure: {
        steps: [
          `In Auth0's dashboard of ${facts.settings.domain}: Applications > APIs > Auth0 Management API > Machine to Machine Applications > the deployer.`,
          `Tick ${missing.map(({ scope }) => scope).join(' ')}, and Update.`,
        ],
      },
    };
  },
};
