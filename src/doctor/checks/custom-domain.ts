import { z } from 'zod';
import { customDomainCommand } from '../../engine/stack-commands.ts';
import { getAs, objectOf } from '../../management/answer.ts';
import {
  customDomainScope,
  customDomainShape,
  type LiveCustomDomain,
  notVerified,
  verificationSteps,
} from '../../management/custom-domains.ts';
import { ManagementError } from '../../management/management-error.ts';
import { TenantConnection } from '../../management/tenant-connection.ts';
import { type DoctorCheck, type Cure, ok, problem, skipped } from '../check.ts';
import type { Facts } from '../facts.ts';

/** People reach the tenant at the custom domain that the stack names: Auth0 serves one from its verification on. */
export const customDomain: DoctorCheck = {
  id: 'custom-domain',
  title: "The custom domain is verified, and is this tenant's",
  after: ['domain'],
  examine: async (facts) => {
    const { customDomain: name } = facts.settings;
    if (name === undefined) return skipped("The stack names none: people log in at the tenant's own domain.");
    const live = await liveCustomDomains(facts);
    const known = live?.find(({ domain }) => domain === name);
    if (live !== undefined && known === undefined) {
      return problem(`The tenant has no custom domain ${name}.`, cureOf(facts, name));
    }
    const fault = known && notVerified(known);
    if (fault !== undefined) return problem(`${fault}.`, cureOf(facts, name, known));
    const { domain, ca } = facts.address();
    const port = /:\d+$/.exec(domain)?.[0] ?? '';
    const address = { ...(ca !== undefined && { ca }), deadlineMs: 10_000 };
    const own = await keyIds({ ...address, domain });
    const theirs = await keyIds({ ...address, domain: `${name}${port}` }).catch(unlessSilent);
    if (theirs instanceof ManagementError) return problem(theirs.message, cureOf(facts, name, known));
    if (!theirs.some((kid) => own.includes(kid)))
      return problem(
        `${name} has none of the keys of ${domain}: it is not this tenant.`,
        cureOf(facts, name),
      );
    const asked = known === undefined ? '' : ', and Auth0 says that it is ready';
    return ok(`${name} has the keys of ${domain}${asked}.`);
  },
};

/** The tenant's custom domains; undefined where nobody may look: a deploy takes no scope for them. */
async function liveCustomDomains(facts: Facts): Promise<readonly LiveCustomDomain[] | undefined> {
  if (facts.credentials() === undefined) return undefined;
  try {
    const { scopes } = await facts.token();
    if (!scopes.includes(customDomainScope)) return undefined;
    return await getAs(facts.api(), z.array(customDomainShape), '/custom-domains');
  } catch (error) {
    if (error instanceof ManagementError) return undefined;
    throw error;
  }
}

const keySet = objectOf({ keys: z.array(objectOf({ kid: z.string() })) });

async function keyIds(address: {
  readonly domain: string;
  readonly ca?: string;
  readonly deadlineMs: number;
}): Promise<readonly string[]> {
  const connection = new TenantConnection(address);
  try {
    const { body } = await connection.send({ method: 'GET', path: '/.well-known/jwks.json', headers: {} });
    return (keySet.safeParse(body).data?.keys ?? []).map(({ kid }) => kid);
  } finally {
    await connection.close();
  }
}

function unlessSilent(error: unknown): ManagementError {
  if (error instanceof ManagementError && error.errorCode !== 'timeout') return error;
  throw error;
}

function cureOf(facts: Facts, name: string, known?: LiveCustomDomain): Cure {
  const { stack } = facts.subject;
  if (facts.local) return { commands: [customDomainCommand({ stack }, name)] };
  return {
    steps: [
      ...verificationSteps(facts.settings.domain, name, known),
      `If people are to log in at ${facts.settings.domain}, take omnichat:customDomain out of Pulumi.${stack}.yaml.`,
    ],
  };
}
