import { Option } from 'commander';
import { isLoopbackHost } from '../../../infra/settings.ts';
import { auditTenant } from '../../drift/audit/audit-tenant.ts';
import { auditView } from '../../drift/audit/audit-view.ts';
import { readScopes } from '../../management/resources/resource-types.ts';
import { severities, type Severity } from '../../drift/findings/severity.ts';
import { readTenantFiles } from '../../local-tenant/state/tenant-files.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, Handler, Invocation } from '../invocation.ts';
import { tenantDirectory } from '../stack/local-tenant.ts';
import { progressBar } from '../printed/progress-bar.ts';
import { formatOption, printReport, type ReportOptions } from '../printed/report-output.ts';
import { readStack } from '../stack/stack.ts';
import { withTenantAccess } from '../stack/tenant-access.ts';

interface AuditOptions extends ReportOptions {
  readonly domain?: string;
  readonly failOn: Severity;
}

/** `audit`: what is unsafe in a tenant, or unfit for ChatGPT, whoever made it. */
export const defineAudit: CommandDefinition = (command, run) => {
  command
    .option('--domain <domain>', 'the tenant (default: that of the stack in -s, else AUTH0_DOMAIN)')
    .addOption(formatOption())
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <severity>', 'the mildest severity that counts')
        .choices(severities)
        .default('low'),
    )
    .action(run(audit));
};

const audit: Handler<AuditOptions> = async (options, invocation) => {
  const domain = await domainOf(options, invocation);
  const local = await isServedHere(domain, options, invocation);
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

async function domainOf(options: AuditOptions & GlobalOptions, { environment }: Invocation): Promise<string> {
  if (options.domain !== undefined && options.stacks.length > 0) {
    throw new CliError('--domain and -s name a tenant each. Leave one of them out.', {
      exitCode: exitCodes.usage,
    });
  }
  if (options.stacks.length > 0) return (await readStack(options)).settings.domain;
  const given = options.domain ?? environment['AUTH0_DOMAIN'];
  if (given === undefined || given === '') {
    throw new CliError(
      'Name the tenant with --domain, such as --domain omnichat.eu.auth0.com, or the stack with -s. Audit reads it, and changes nothing, as a ' +
        `machine-to-machine application of the tenant that may ${readScopes.join(' ')} on the Auth0 Management API ` +
        '(Auth0 dashboard, Applications > Create > Machine to Machine); set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to it.',
      { exitCode: exitCodes.usage },
    );
  }
  const url = `https://${given.replace(/^https:\/\//i, '')}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (
    parsed &&
    parsed.pathname === '/' &&
    parsed.search === '' &&
    parsed.hash === '' &&
    parsed.username === ''
  ) {
    return parsed.host;
  }
  throw new CliError('--domain is not a host. Write it as Auth0 shows it, such as omnichat.eu.auth0.com.', {
    exitCode: exitCodes.usage,
  });
}

/** Another tenant on this machine is asked as a real one is. */
async function isServedHere(
  domain: string,
  options: GlobalOptions,
  invocation: Invocation,
): Promise<boolean> {
  if (!isLoopbackHost(domain)) return false;
  return (await readTenantFiles(tenantDirectory(options, invocation)))?.domain === domain;
}
