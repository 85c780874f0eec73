import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { customDomainCommand, deployCommand } from '../../engine/stack-commands.ts';
import { type LiveCustomDomain, notVerified, verificationSteps } from '../../management/custom-domains.ts';
import { byCommand, byPerson, type PrintedMend } from '../mends/printed-mend.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant } from './audited-tenant.ts';

/** Pulumi's token of custom domains, of which the program makes none. */
const type = 'auth0:index/customDomain:CustomDomain';

type Found = Omit<AuditFinding, 'type' | 'dashboardUrl'>;

/**
 * Where people log in: what the names of the tenant's own lack, and which of them nobody uses. Auth0's CheckMate asks whether there is
 * one, whether it is verified, and whether people log in elsewhere all the same (`checkCustomDomain`, `checkCanonicalDomain`).
 */
export function judgeCustomDomains(tenant: AuditedTenant): readonly AuditFinding[] {
  const { customDomains } = tenant;
  if (customDomains === undefined) return [];
  const found = [
    ...unreached(tenant, customDomains),
    ...customDomains.flatMap((each) => faultsOf(tenant, each)),
  ];
  return found.map((finding) => auditFinding(tenant, { ...finding, type }));
}

/** That people do not log in where they are to. */
function unreached(tenant: AuditedTenant, customDomains: readonly LiveCustomDomain[]): readonly Found[] {
  const { domain, login, named } = tenant;
  const names = customDomains.map((each) => each.domain);
  if (login === undefined) {
    return names.length > 0
      ? []
      : [
          {
            kind: 'unsafe',
            severity: 'low',
            name: 'custom domain',
            expected: 'a domain of your own',
            why: `People give their password at ${domain}, which they cannot tell from a neighbour's; passkeys are bound to it.`,
            ...byPerson(`Add one in Auth0's dashboard of ${domain}: Branding > Custom Domains.`),
          },
        ];
  }
  const { customDomain } = login;
  if (customDomain !== undefined) {
    return names.includes(customDomain)
      ? []
      : [
          {
            kind: 'missing',
            severity: 'high',
            name: customDomain,
            why: 'The stack has people log in there, and the tenant has no such custom domain.',
            ...verifying(tenant, customDomain),
          },
        ];
  }
  const served = customDomains.find(({ status }) => status === 'ready');
  if (served === undefined || !('stack' in named)) return [];
  return [
    {
      kind: 'unsafe',
      severity: 'low',
      name: served.domain,
      why: `The tenant is served at it, and the stack has people log in at ${domain} all the same.`,
      ...byPerson(
        `If people are to log in there, write omnichat:customDomain: ${served.domain} into Pulumi.${named.stack}.yaml, and deploy, upon which they have to log in again: ${deployCommand(named)}`,
      ),
    },
  ];
}

/** What is amiss with one of them. */
function faultsOf(tenant: AuditedTenant, custom: LiveCustomDomain): readonly Found[] {
  const { domain: name, certificate, tls_policy: tlsPolicy } = custom;
  const isUsed = tenant.login?.customDomain === name;
  const fault = notVerified(custom);
  const failure = certificate?.status?.endsWith('_failed') === true ? certificate : undefined;
  return [
    ...(fault === undefined
      ? []
      : [
          {
            kind: 'missing',
            severity: isUsed ? 'high' : 'medium',
            name,
            path: 'status',
            expected: 'ready',
            actual: custom.status,
            why: `${fault}. Nobody can log in there.`,
            ...verifying(tenant, name, custom),
          } as const,
        ]),
    ...(failure === undefined
      ? []
      : [
          {
            kind: 'missing',
            severity: 'high',
            name,
            path: 'certificate.status',
            expected: 'provisioned',
            actual: failure.status,
            why: `Auth0 gets no certificate for it${failure.error_msg === undefined ? '' : ` (${failure.error_msg})`}: nobody can log in there without one.`,
            ...verifying(tenant, name, custom),
          } as const,
        ]),
    ...(typeof tlsPolicy !== 'string' || tlsPolicy === 'recommended'
      ? []
      : [
          {
            kind: 'unsafe',
            severity: 'medium',
            name,
            path: 'tlsPolicy',
            expected: 'recommended',
            actual: tlsPolicy,
            why: 'It takes versions of TLS that were given up: Auth0 no longer supports that policy.',
            ...byPerson(
              `Set its TLS policy to recommended, as whoever made the custom domain does: the dashboard of ${tenant.domain}, the Auth0 CLI, or a program of yours.`,
            ),
          } as const,
        ]),
  ];
}

/** Has it verified. */
function verifying({ domain, named }: AuditedTenant, name: string, known?: LiveCustomDomain): PrintedMend {
  return 'stack' in named && isLoopbackHost(domain)
    ? byCommand(customDomainCommand(named, name))
    : byPerson(verificationSteps(domain, name, known).join(' '));
}
