import { hasName } from '../../engine/strangers.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { isToken, resourceType } from '../../management/resources/resource-types.ts';
import { ExpectedError } from '../../text/expected-error.ts';
import { pulumiCommand } from '../../text/own-command.ts';
import type { Applied } from './applied.ts';

/** The state of the stack is of another tenant than its settings name. */
class OtherTenantError extends ExpectedError {
  override readonly name = 'OtherTenantError';
  readonly code = 'OTHER_TENANT';
}

/**
 * What is wrong, and what to do, where a state was deployed to another domain, and the tenant at this one has nothing of it: with such
 * a state Pulumi changes what is not there, and whatever is there under the same identifier. A tenant that holds what the state
 * knows is the same one under another name. Reads, and writes nothing.
 *
 * @throws {ManagementError} when the tenant cannot be read
 */
export async function otherTenantProblem(
  client: ManagementClient,
  { domain, resources }: Pick<Applied, 'domain' | 'resources'>,
  stack: string,
): Promise<{ readonly problem: string; readonly cure: string } | undefined> {
  const named = resources.filter(hasName);
  if (domain === undefined || domain === client.domain || named.length === 0) return undefined;
  for (const { type, id } of named) {
    if (isToken(type) && (await resourceType(type).read(client, id)) !== undefined) return undefined;
  }
  return {
    problem: `The state of ${stack} is of ${domain}, and ${client.domain} has nothing of what it knows.`,
    cure:
      `Write ${domain} into auth0:domain of Pulumi.${stack}.yaml again; another tenant needs a stack of its own. ` +
      `If ${client.domain} is to take the place of a tenant that is gone, have Pulumi forget that one: ` +
      pulumiCommand(`stack rm ${stack} --force --preserve-config`),
  };
}

/**
 * Refuses to go on with the state of another tenant.
 *
 * @throws {OtherTenantError} naming both domains
 * @throws {ManagementError} when the tenant cannot be read
 */
export async function refuseOtherTenant(...asked: Parameters<typeof otherTenantProblem>): Promise<void> {
  const found = await otherTenantProblem(...asked);
  if (found !== undefined) throw new OtherTenantError(`${found.problem} Nothing was changed. ${found.cure}`);
}
