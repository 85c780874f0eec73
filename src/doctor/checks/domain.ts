import { z } from 'zod';
import { ManagementError } from '../../management/management-error.ts';
import { type DoctorCheck, ok, problem } from '../check.ts';

const auth0Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string().endsWith('/authorize'),
  token_endpoint: z.string().endsWith('/oauth/token'),
  jwks_uri: z.string().endsWith('/.well-known/jwks.json'),
});

/** The stack's domain answers, and as an Auth0 tenant does. */
export const domain: DoctorCheck = {
  id: 'domain',
  title: 'The domain is an Auth0 tenant',
  after: ['settings'],
  examine: async (facts) => {
    const { localTenant, stack } = facts.subject;
    if (localTenant instanceof Error) return problem(localTenant.message, {});
    const { domain: name } = facts.address();
    const cure = {
      steps: [
        `Compare auth0:domain in Pulumi.${stack}.yaml with the domain that Auth0's dashboard shows: Applications > any of them > Settings > Domain.`,
      ],
    };
    let answer;
    try {
      answer = await facts.metadata();
    } catch (error) {
      if (!(error instanceof ManagementError) || error.errorCode === 'timeout') throw error;
      return problem(error.message, cure);
    }
    if (answer.status === 429 || answer.status >= 500) {
      const detail = `${name} answers ${answer.status} where a tenant has its metadata. Try again later.`;
      return { status: 'unknown', detail };
    }
    const metadata = auth0Metadata.safeParse(answer.body);
    if (answer.status !== 200)
      return problem(
        `${name} answers ${answer.status} where a tenant has its metadata: there is no such tenant.`,
        cure,
      );
    if (!metadata.success) return problem(`${name} is no Auth0 tenant: its metadata is not Auth0's.`, cure);
    const { issuer } = metadata.data;
    if (issuer === `https://${name}/`) return ok(`Auth0 tenant ${issuer}.`);
    return problem(`${name} says that it is ${issuer}, and every token carries that name.`, {
      steps: [`If that is your tenant, write its host into auth0:domain in Pulumi.${stack}.yaml.`],
    });
  },
};
