import type { StackOutputs } from '../../../infra/outputs.ts';
import { type ConnectorServer, serveConnector } from '../../connector/serve.ts';
import { variablesFor } from '../../dotenv/variables.ts';
import { testUser } from '../../local-tenant/oauth/users/users.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { CheckGroup } from '../../verify/check-group.ts';
import { createScriptedUser } from '../../verify/login/scripted-user.ts';
import type { Report, ReportedCheck } from '../../verify/report.ts';
import type { UserAgent } from '../../verify/login/user-agent.ts';
import { patientFetch } from '../../verify/patient-fetch.ts';
import { type DotenvPlace, stackTarget, type Target } from '../../verify/target.ts';
import { verify, type VerifyOptions } from '../../verify/verify.ts';
import { CliError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { withTimeToWindUp } from '../wind-up.ts';
import { pulumiHasDeployed } from './embedded-engine.ts';
import type { ReachableTenant } from './local-tenant.ts';
import { probingFetch } from './probing-fetch.ts';
import type { Stack } from './stack.ts';
import { fetchTrusting } from '../../http/trusting-fetch.ts';
import { credentialsIn } from '../../engine/credential-variables.ts';

/** What of a deployed stack is verified. */
export interface Verification {
  readonly stack: Stack;
  readonly outputs: StackOutputs;
  readonly groups: readonly CheckGroup[];
  /** The `.env` to look at; none is looked at without. */
  readonly dotenv: DotenvPlace | undefined;
  /** Who answers at RESOURCE_URL: whoever does, or the reference connector in any case. By default the connector only where nobody does. */
  readonly server?: 'connector';
  /** Told of each check as it ends. */
  readonly onResult?: (result: ReportedCheck) => void;
}

/**
 * Verifies a stack on this machine: the test user logs in, and clients that are registered on the way are removed again. Where
 * nobody answers at RESOURCE_URL, the reference connector stands in for OmniChat's server.
 */
export async function verifyOnTenant(
  { stack, outputs, groups, dotenv, server, onResult }: Verification,
  { directory, domain, ca, deployer }: ReachableTenant,
  { terminal, interrupted }: Pick<Invocation, 'terminal' | 'interrupted'>,
): Promise<Report> {
  const fetch = probingFetch(fetchTrusting({ domain, ca }), outputs.issuer);
  const needsStandIn = server === 'connector' || !(await isAnswered(outputs.resourceUrl));
  if (needsStandIn && server === undefined) {
    terminal.progress(
      `Nobody answers at ${outputs.resourceUrl}: the reference connector stands in for OmniChat's server.`,
    );
  }
  const standIn = needsStandIn ? await standInConnector(outputs, fetch) : undefined;
  const management = new ManagementClient({ domain, ca, credentials: deployer });
  try {
    return await verifyThrough({
      target: {
        ...stackTarget(stack.name, stack.settings, outputs, dotenv),
        byPulumi: await pulumiHasDeployed(directory, stack),
      },
      ...(standIn !== undefined && { server: 'reference connector' }),
      groups,
      fetch: standIn === undefined ? fetch : fetchInstead(fetch, outputs.resourceUrl, standIn.url),
      user: createScriptedUser(fetch, testUser, { interrupted }),
      management,
      register: true,
      interrupted,
      ...(onResult !== undefined && { onResult }),
    });
  } finally {
    await standIn?.close();
    await management.close();
  }
}

/**
 * Verifies what is elsewhere, by whoever may look into it and log in; both are closed.
 *
 * @param how.register clients are registered, and removed again
 */
export async function verifyTarget(
  target: Target,
  {
    user,
    management,
    ...how
  }: Pick<VerifyOptions, 'groups' | 'register' | 'onResult'> & {
    readonly user?: UserAgent | undefined;
    readonly management?: ManagementClient | undefined;
  },
  { interrupted }: Pick<Invocation, 'interrupted'>,
): Promise<Report> {
  try {
    return await verifyThrough({
      ...how,
      target,
      fetch: probingFetch(fetch, target.issuer),
      interrupted,
      ...(user !== undefined && { user }),
      ...(management !== undefined && { management }),
    });
  } finally {
    await user?.close();
    await management?.close();
  }
}

/**
 * The Management API of a real tenant, by the application in the environment; undefined where there is none. Whoever registers
 * takes one that may remove what was registered.
 *
 * @throws {CliError} when clients are to be registered and the environment has no credentials
 */
export function managementOf(
  domain: string,
  { register }: { readonly register?: boolean },
  environment: NodeJS.ProcessEnv,
): ManagementClient | undefined {
  const credentials = credentialsIn(environment);
  if (credentials !== undefined) return new ManagementClient({ domain, credentials });
  if (!register) return undefined;
  throw new CliError(
    '--register removes what it registers with the application that deploys the tenant. ' +
      'Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET; it needs the scopes read:clients and delete:clients.',
  );
}

/** What was registered on the way is removed, also after a signal. */
const verifyThrough = (options: VerifyOptions): Promise<Report> => withTimeToWindUp(() => verify(options));

function standInConnector(outputs: StackOutputs, fetch: typeof globalThis.fetch): Promise<ConnectorServer> {
  const variables = variablesFor(outputs, { secrets: 'plain' });
  return serveConnector({
    environment: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    port: 0,
    fetch: patientFetch(fetch),
    log: () => undefined,
  });
}

/** `fetch` that asks another server for all that is at the origin of `url`. */
function fetchInstead(fetch: typeof globalThis.fetch, url: string, instead: string): typeof globalThis.fetch {
  const { origin } = new URL(url);
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    if (asked.origin !== origin) return fetch(input, init);
    const actual = new URL(asked.pathname + asked.search, instead);
    return fetch(input instanceof Request ? new Request(actual, input) : actual, init);
  };
}

/** Whether anybody is there to judge: a server that hangs, resets or redirects is. */
async function isAnswered(url: string): Promise<boolean> {
  try {
    const probe = { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(2_000) } as const;
    await (await fetch(url, probe)).body?.cancel();
    return true;
  } catch (error) {
    return !meansNobody((error as Error).cause);
  }
}

/** A name may have an address that refuses, and others that cannot be reached from here at all. */
function meansNobody(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(meansNobody);
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND';
}
