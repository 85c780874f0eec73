import { Option } from 'commander';
import { auditTenant } from '../../drift/audit/audit-tenant.ts';
import { auditView } from '../../drift/audit/audit-view.ts';
import { readerScopes } from '../../drift/tenant/reader-scopes.ts';
import { severities, type Severity } from '../../drift/findings/severity.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { progressBar } from '../printed/progress-bar.ts';
import { formatOption, printReport, type ReportOptions } from '../printed/report-output.ts';
import { type DomainOption, domainHelp, givenTenant } from '../stack/named-tenant.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';

interface AuditOptions extends ReportOptions, DomainOption {
  readonly failOn: Severity;
}

/** `audit`: what is unsafe in a tenant, or unfit for ChatGPT, whoever made it. */
export const defineAudit: CommandDefinition = (command, run) => {
  command
    .option('--domain <domain>', domainHelp)
    .addOption(formatOption())
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <severity>', 'the mildest severity that counts')
        .choices(severities)
        .default('low'),
    )
    .action(run(audit));
};

const hint =
  'Audit reads it, and changes nothing, as a machine-to-machine application of the tenant that may ' +
  `${readerScopes.join(' ')} on the Auth0 Management API (Auth0 dashboard, Applications > Create > Machine to Machine); ` +
  'set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to it.';

const audit: CommandHandler<AuditOptions> = async (options, invocation) => {
  const { domain, local, ...known } = await givenTenant(options, invocation, hint);
  return withTenantAccess(
    { domain, local },
    options,
    invocation,
    async ({ address, credentials: reader }) => {
      const credentials = reader();
      const bar = progressBar();
      const report = await auditTenant({
        address,
        credentials,
        ...known,
        failOn: options.failOn,
        onProgress: ({ partsRead, parts, applications }) =>
          bar.draw(partsRead / parts, `${domain}: ${applications.toLocaleString('en')} applications`),
      }).finally(() => bar.clear());
      const secrets = [credentials.clientSecret];
      await printReport({ json: report, views: [auditView(report)], secrets }, options, invocation);
      return { clean: exitCodes.ok, findings: exitCodes.difference, unknown: exitCodes.failed }[
        report.verdict
      ];
    },
  );
};
