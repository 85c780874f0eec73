import { z } from 'zod';
import { customDomainCommand } from '../../engine/stack-commands.ts';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { customDomainShape, notVerified } from '../../management/custom-domains.ts';
import { check, fail, pass } from '../check.ts';
import { keys, keysIn } from '../documents/authorization-server.ts';
import { NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import { exchange, Unreachable } from '../exchange.ts';
import { readable } from '../refusals/live-settings.ts';
import type { Remedy } from '../remedy.ts';
import { customIssuerDomain, type Target } from '../target.ts';

/** A custom domain that the stack names, with what judges it. */
interface Evidence {
  readonly name: string;
  /** The tenant's custom domains as Auth0 has them; undefined where nobody may look. */
  readonly live: z.infer<typeof customDomainsSchema> | undefined;
  /** The keys at the tenant's own domain. */
  readonly own: readonly unknown[];
  /** The keys at the custom domain, or why there are none. */
  readonly theirs: readonly unknown[] | Error;
}

const customDomainsSchema = z.array(customDomainShape);

const customDomain: Source<Evidence | undefined> = {
  name: 'the custom domain',
  gather: async (gathering) => {
    if (gathering.target.domain === undefined)
      throw new NotApplicable('there is no stack here that could name a custom domain');
    const name = customIssuerDomain(gathering.target);
    if (name === undefined) return undefined;
    const ownKeys = `https://${gathering.target.domain}/.well-known/jwks.json`;
    const [live, own, theirs] = await Promise.all([
      readable(gathering, customDomainsSchema, '/custom-domains'),
      exchange(gathering, ownKeys).then(keysIn),
      gathering.evidence(keys).catch(missingKeys),
    ]);
    return { name, live, own, theirs };
  },
};

/** Silence at one of two names says something of it: at the other the tenant is heard. */
function missingKeys(error: unknown): Error {
  if (error instanceof Unreachable || error instanceof UnusableAnswer) return error;
  throw error;
}

/** Until Auth0 has verified it, a custom domain leads nowhere (Auth0, "Troubleshoot Custom Domains"); one tenant has one set of keys. */
export const customDomainCheck = check({
  id: 'as-custom-domain',
  title: "The custom domain, where the stack names one, is verified, and is this tenant's",
  needs: { found: customDomain },
  judge: ({ found }, target) => {
    if (found === undefined) return pass('none is named');
    const { name, live, own, theirs } = found;
    const remedy = customDomainOf(target);
    const known = live?.find(({ domain }) => domain === name);
    if (live !== undefined && known === undefined) {
      const others = live.map(({ domain }) => domain).join(', ') || 'none';
      return fail(`the tenant has no custom domain ${name}; it has ${others}`, remedy);
    }
    const fault = known && notVerified(known);
    if (fault !== undefined) return fail(fault, remedy);
    if (theirs instanceof Error) return fail(theirs.message, remedy);
    const kids = kidsOf(own);
    if (!kidsOf(theirs).some((kid) => kids.includes(kid))) {
      return fail(`${name} has none of the keys of ${target.domain}: it is another tenant`, remedy);
    }
    const asked = known === undefined ? '' : ', and Auth0 says that it is ready';
    return pass(`${name} has the keys of ${target.domain}${asked}`);
  },
});

function kidsOf(entries: readonly unknown[]): readonly unknown[] {
  return entries.flatMap((key) => (typeof key === 'object' && key !== null && 'kid' in key ? [key.kid] : []));
}

/** What has a custom domain lead to the tenant, which no deploy does. */
export function customDomainOf({ issuer, stack = 'local' }: Target): Remedy {
  const { host, hostname } = new URL(issuer);
  const setting = `omnichat:customDomain in Pulumi.${stack}.yaml (${hostname})`;
  return isLoopbackHost(host)
    ? { setting, command: customDomainCommand({ stack }, hostname) }
    : {
        setting,
        before:
          "have Auth0 verify it: Branding > Custom Domains in the dashboard of the tenant shows the record that the DNS has to have. If people are to log in at the tenant's own domain, take the line out of the stack's file and run up",
      };
}
