import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopbackHost, type Settings } from '../../../infra/settings/settings.ts';
import type { NamedTenant } from '../../engine/mend-commands.ts';
import { readTenantFiles } from '../../local-tenant/state/tenant-files.ts';
import { isTenantHost } from '../../management/tenant-connection.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { tenantDirectory } from './local-tenant.ts';
import { readStack } from './stack.ts';

/** What a command that works with any tenant takes beside `-s`. */
export interface DomainOption {
  readonly domain?: string;
}

/** A tenant that a command was given. */
export interface GivenTenant {
  readonly domain: string;
  /** Whether it is the one in the project's folder. */
  readonly local: boolean;
  /** Of the stack that names it. */
  readonly settings?: Settings;
  /** As other commands are to name it. */
  readonly named: NamedTenant;
}

/** Which option names it, for the help of such a command. */
export const domainHelp =
  'the tenant (default: that of the stack in -s, else AUTH0_DOMAIN, else of the stack local)';

/**
 * The tenant that a command is for.
 *
 * @param hint what somebody has to know who has named none
 * @throws {CliError} when none was named, or two, or what was named is no host
 */
export async function givenTenant(
  options: DomainOption & GlobalOptions,
  invocation: Invocation,
  hint: string,
): Promise<GivenTenant> {
  if (options.domain !== undefined && options.stacks.length > 0) {
    throw new CliError('--domain and -s name a tenant each. Leave one of them out.', {
      exitCode: exitCodes.usage,
    });
  }
  const { AUTH0_DOMAIN: inEnvironment = '' } = invocation.environment;
  const none = options.domain === undefined && inEnvironment === '';
  if (options.stacks.length > 0 || (none && isProject(options.directory))) {
    const { name, settings, local } = await readStack(options);
    return { domain: settings.domain, local, settings, named: { stack: name } };
  }
  const domain =
    options.domain === undefined
      ? hostOf(inEnvironment, 'AUTH0_DOMAIN', hint)
      : hostOf(options.domain, '--domain', hint);
  return { domain, local: await isServedHere(domain, options, invocation), named: { domain } };
}

const isProject = (directory: string) => existsSync(join(directory, 'Pulumi.yaml'));

function hostOf(given: string, source: '--domain' | 'AUTH0_DOMAIN', hint: string): string {
  if (given === '') {
    throw new CliError(
      `Name the tenant with --domain, such as --domain omnichat.eu.auth0.com, or the stack with -s. ${hint}`,
      { exitCode: exitCodes.usage },
    );
  }
  const url = `https://${given.replace(/^https:\/\//i, '')}`;
  const parsed = URL.parse(url);
  if (
    parsed &&
    isTenantHost(parsed.host) &&
    parsed.pathname === '/' &&
    parsed.search === '' &&
    parsed.hash === '' &&
    parsed.username === ''
  ) {
    return parsed.host;
  }
  throw new CliError(`${source} is not a host. Write it as Auth0 shows it, such as omnichat.eu.auth0.com.`, {
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
