import type { Applied, AppliedResource } from '../../drift/stack/applied.ts';
import { exportedState } from '../../drift/stack/exported-state.ts';
import { notDeployed, toBeMade } from '../../drift/stack/to-be-made.ts';
import { refuseOtherTenant } from '../../drift/stack/other-tenant.ts';
import { toBeTaken } from '../../drift/stack/to-be-taken.ts';
import { passphrase } from '../../doctor/checks/passphrase.ts';
import { Facts } from '../../doctor/facts.ts';
import { PulumiCliError } from '../../engine/pulumi-cli.ts';
import { judgeSecrets } from '../../drift/judges/judge-secrets.ts';
import { probeSecrets } from '../../drift/tenant/secret-probe.ts';
import { systemClock } from '../../management/clock.ts';
import { refuseUnimportable } from '../../engine/unimportable-documents.ts';
import { refuseMissingConnections } from '../../engine/missing-connections.ts';
import { hasName, refuseStrangers } from '../../engine/strangers.ts';
import { ManagementClient } from '../../management/management-client.ts';
import { ManagementError } from '../../management/management-error.ts';
import type { ClientCredentials } from '../../management/management-token.ts';
import { resourceTypes } from '../../management/resources/resource-types.ts';
import type { TenantAddress } from '../../management/tenant-connection.ts';
import { CliError } from '../exit-codes.ts';
import { statedPassphrase } from '../../engine/stack-secrets.ts';
import { heldSecrets } from '../stack/held-secrets.ts';
import { endings } from '../printed/plan-text.ts';
import { factorWarning } from './factor-warning.ts';
import { lostConnections, lostText } from './lost-users.ts';
import type { Stack } from '../stack/stack.ts';
import { credentialsIn } from '../../engine/credential-variables.ts';

/** The Management scopes that the look takes. */
const lookScopes = new Set(
  resourceTypes.filter(({ token }) => hasName({ type: token })).map(({ readScope }) => readScope),
);

/** What came of the look. */
interface Seen {
  /** What ends for people and programs when Pulumi deploys, and what else they should know, a sentence each. */
  readonly warnings: readonly string[];
  /** The connections that Pulumi made, and that are gone. */
  readonly lost: readonly AppliedResource[];
}

/**
 * Looks at a tenant before Pulumi is started, as the embedded engine does for itself: Pulumi makes a second application
 * beside one of the same name, and does not say so.
 *
 * @param environment what Pulumi is to run with
 * @throws {OtherTenantError} when its state is of another tenant
 * @throws {AlreadyThereError} when the tenant has what the stack would make, and its state does not know it
 * @throws {MissingConnectionError} when nobody made a connection that the stack names
 * @throws {UnimportableDocumentError} when the tenant would not import a metadata document
 * @throws {CliError} when the look cannot be made; nothing goes on without it
 */
export async function lookFirst(
  stack: Stack,
  address: TenantAddress,
  environment: NodeJS.ProcessEnv,
  policy: { readonly allowDuplicates: boolean },
): Promise<Seen> {
  const applied = await stateIfMade(stack, environment);
  const { resources: known } = applied;
  const credentials = deployerOf(
    stack,
    environment,
    `what ${stack.settings.domain} holds already has to be looked at`,
  );
  const client = new ManagementClient({ ...address, credentials });
  try {
    await refuseOtherTenant(client, applied, stack.name);
    await refuseStrangers(client, await toBeMade(client, stack.settings, known), known, {
      ...policy,
      stack: stack.name,
      byPulumi: stack.local,
    });
    const undeployed = notDeployed(stack.settings, known);
    await refuseMissingConnections(client, undeployed);
    await refuseUnimportable(client, undeployed, { stack: stack.name });
    const lost = await lostConnections(client, known);
    return {
      lost,
      warnings: [
        ...endings(toBeTaken(stack.settings, known)),
        ...(lost.length > 0 ? [lostText(lost)] : []),
        ...(await factorWarning(stack, client)),
        ...(await staleSecrets(stack, address, environment, known)),
        ...(await weakPassphrase(stack, environment)),
      ],
    };
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    throw new CliError(
      `What ${stack.settings.domain} holds already cannot be looked at, and Pulumi was not started. ${error.message}` +
        (error.missingScopes.length > 0 ? ` The look needs ${[...lookScopes].join(' ')}.` : ''),
      { cause: error },
    );
  } finally {
    await client.close();
  }
}

/** Pulumi sees no secret that was changed in the tenant, until it is told to look. That of an application which it makes anew is new. */
async function staleSecrets(
  stack: Stack,
  address: TenantAddress,
  environment: NodeJS.ProcessEnv,
  known: readonly AppliedResource[],
): Promise<readonly string[]> {
  const { name, local } = stack;
  const held = (await heldSecrets(stack, environment)).filter(({ credentials }) =>
    known.some(({ id }) => id === credentials.clientId),
  );
  const probed = await probeSecrets(address, held, systemClock);
  return judgeSecrets(probed, { stack: name, domain: address.domain, local, byPulumi: true }).map(
    ({ why, mend }) => `${why} Mend it: ${mend}`,
  );
}

/** Whoever reads a state that is encrypted with an empty passphrase reads its secrets. */
async function weakPassphrase(
  { name: stack, directory, file, settings }: Stack,
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  if (!settings.production || (await statedPassphrase(environment, directory)) !== '') return [];
  const configuration = { project: file.project, stackFile: file.path, settings };
  const nodeVersion = process.versions.node;
  const facts = new Facts({ stack, directory, environment, nodeVersion, configuration });
  try {
    const diagnosis = await passphrase.examine(facts);
    return diagnosis.status === 'warning'
      ? [[diagnosis.detail, ...(diagnosis.cure.steps ?? [])].join(' ')]
      : [];
  } finally {
    await facts.close();
  }
}

/** What Pulumi deployed; nothing where the stack is yet to be made. */
export async function stateIfMade(
  { name, directory }: Stack,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<Applied, 'domain' | 'resources'>> {
  try {
    return await exportedState({ stack: name, directory, environment });
  } catch (error) {
    if (error instanceof PulumiCliError && error.code === 'STACK_NOT_FOUND') return { resources: [] };
    throw error;
  }
}

/**
 * The application that Pulumi's provider deploys with.
 *
 * @param why for what else it is needed before Pulumi is started
 * @throws {CliError} when the environment has none
 */
export function deployerOf({ name }: Stack, environment: NodeJS.ProcessEnv, why: string): ClientCredentials {
  const credentials = credentialsIn(environment);
  if (credentials !== undefined) return credentials;
  const missing = ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'].filter((variable) => !environment[variable]);
  throw new CliError(
    `${missing.join(' and ')} not set: Pulumi was not started, because ${why} ` +
      `first. Set them to the deployer's, which Pulumi's provider takes from there too; a token (AUTH0_API_TOKEN) or credentials in ` +
      `Pulumi.${name}.yaml are not enough.`,
  );
}
