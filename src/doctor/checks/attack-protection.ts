import { readProtections } from '../../management/resources/protection/attack-protection.ts';
import { type DoctorCheck, ok, problem, skipped } from '../check.ts';

/**
 * Attack protection can be declared on this tenant. After each change of it the provider reads bot detection and captcha too, and ends
 * with an error where Auth0 answers that the plan has neither (terraform-provider-auth0 1.53, `readAttackProtection`, which
 * `@pulumi/auth0` 3.49 is made of; 1.54 only warns).
 */
export const attackProtectionInPlan: DoctorCheck = {
  id: 'attack-protection',
  title: 'Attack protection can be declared, if it is',
  after: ['scopes'],
  examine: async (facts) => {
    if (!facts.settings.attackProtection)
      return skipped(
        'omnichat:attackProtection is false: the tenant keeps what it has, and drift tells what of it is not safe.',
      );
    const shown = await readProtections(facts.api(), ['botDetection', 'captcha']);
    if (Object.keys(shown).length === 2) return ok('Auth0 shows the provider all that it reads.');
    const { stack } = facts.subject;
    return problem(
      'Auth0 does not show bot detection to this plan, and the provider (@pulumi/auth0 3.49) reads it with attack protection: up would fail there, with 403.',
      {
        steps: [
          `Write "omnichat:attackProtection: false" below config: in Pulumi.${stack}.yaml: brute-force protection and suspicious IP throttling ` +
            'are on in every new tenant, and stay as they are.',
        ],
      },
    );
  },
};
