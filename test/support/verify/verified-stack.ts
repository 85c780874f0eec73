import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseOutputs, type StackOutputs } from '../../../infra/outputs.ts';
import { parseSettings, type Settings } from '../../../infra/settings/settings.ts';
import { serveConnector } from '../../../src/connector/serve.ts';
import { variablesFor } from '../../../src/dotenv/variables.ts';
import { runEmbedded } from '../../../src/engine/embedded/embedded-run.ts';
import {
  type MemoryTenant,
  serveInMemory,
  type TenantSnapshot,
} from '../../../src/local-tenant/memory-tenant.ts';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { createScriptedUser } from '../../../src/verify/login/scripted-user.ts';
import { stackTarget, type Target } from '../../../src/verify/target.ts';
import { verify, type VerifyOptions } from '../../../src/verify/verify.ts';
import { urlOf } from '../stand-ins/fetched-url.ts';
import { socketlessFetch } from '../tenants/socketless-fetch.ts';
import { vendorsDocument } from '../stand-ins/metadata-documents.ts';
import { onceEach } from '../project/once-each.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

/** The URL of OmniChat's server in these stacks: it is a name of the internet, and `fetch` finds the connector there. */
export const resourceUrl = 'https://omnichat.com/api';

/** A stack on a tenant that no other test has meanwhile, as the program deploys it. */
export interface VerifiedStack {
  readonly settings: Settings;
  readonly outputs: StackOutputs;
  readonly target: Target;
  /** The certificate authority of the tenant, PEM. */
  readonly ca: string;
  /** Of the deployer: changes what a test is about. */
  readonly management: ManagementClient;
  /** Who that is. */
  readonly deployer: MemoryTenant['deployer'];
  /** Trusts the tenant, and reaches the connector at its RESOURCE_URL. */
  readonly fetch: typeof fetch;
  /** Serves the connector with these variables over the stack's own, on any port or this one; one that was served before is no longer asked. */
  readonly serveConnector: (environment?: Readonly<Record<string, string>>, port?: number) => Promise<void>;
  /** Verifies; a user logs in, and what is registered is removed. */
  readonly verify: (
    options: Pick<VerifyOptions, 'groups'> & Partial<VerifyOptions>,
  ) => ReturnType<typeof verify>;
  /** The ids of all applications of the tenant. */
  readonly clientIds: () => Promise<readonly string[]>;
  /** Runs the program again, with these settings over the stack's own: the stack as it is then. */
  readonly up: (settings?: Readonly<Record<string, string>>) => Promise<VerifiedStack>;
}

/** A deployed stack: each test finds it as it was deployed. */
export interface DeployedStack {
  readonly tenant: MemoryTenant;
  /** The tenant as the program left it. */
  readonly deployed: TenantSnapshot;
  /** Where the engine's record is. */
  readonly directory: string;
  readonly config: Readonly<Record<string, string>>;
  readonly outputs: StackOutputs;
  readonly management: ManagementClient;
  readonly fetch: typeof fetch;
}

const deployment = onceEach(deploy);

/** Deploys the program with these settings, once for all tests of this process. */
export function deployStack(settings: Readonly<Record<string, string>> = {}): Promise<DeployedStack> {
  return deployment(settings);
}

async function deploy(settings: Readonly<Record<string, string>>): Promise<DeployedStack> {
  const directory = await temporaryFolder({ lifetime: 'run' });
  const tenant = await serveInMemory({ getDocument: vendorsDocument });
  const { domain, deployer } = tenant;
  const fetch = socketlessFetch(tenant.answer);
  const management = new ManagementClient({ domain, fetch, credentials: deployer });
  const config = { 'omnichat:resourceUrl': resourceUrl, ...configOf(settings) };
  const outputs = await runProgram({ directory, domain, management, config });
  return { tenant, deployed: tenant.snapshot(), directory, config, outputs, management, fetch };
}

/** Serves a deployed stack for one test: whatever a test before it changed is undone. */
export async function serveStack(stack: DeployedStack): Promise<VerifiedStack> {
  const { tenant, deployed, management, fetch, config, outputs } = stack;
  const directory = await temporaryFolder();
  await cp(stack.directory, directory, { recursive: true });
  await tenant.restore(deployed);
  const { domain, ca, deployer } = tenant;
  return stackOn({ directory, domain, deployer, management, ca, fetch }, config, outputs);
}

/** A tenant that is being served, and who reaches it. */
interface ServedStack {
  readonly directory: string;
  readonly domain: string;
  readonly deployer: MemoryTenant['deployer'];
  readonly management: ManagementClient;
  readonly ca: string;
  readonly fetch: typeof fetch;
}

function stackOn(
  served: ServedStack,
  config: Readonly<Record<string, string>>,
  outputs: StackOutputs,
): VerifiedStack {
  const { domain, deployer, management, ca, fetch } = served;
  const settings = parseSettings({ ...config, 'auth0:domain': domain }, 'local');
  const target = stackTarget('local', settings, outputs);
  const routes = new Map<string, string>();
  const { port: ownPort } = new URL(`https://${domain}`);
  const routed: typeof fetch = (input, init) => {
    const url = urlOf(input);
    const { port, origin } = new URL(url);
    // A custom domain of the tenant is another name at its port.
    if (port === ownPort) return fetch(url, init);
    return globalThis.fetch(
      url.replace(origin, () => routes.get(origin) ?? origin),
      init,
    );
  };

  return {
    settings,
    outputs,
    target,
    ca,
    management,
    deployer,
    fetch: routed,
    serveConnector: async (environment = {}, port = 0) => {
      const variables = variablesFor(outputs, { secrets: 'plain' });
      const server = await serveConnector({
        environment: {
          ...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
          ...environment,
        },
        port,
        fetch: routed,
        log: () => undefined,
      });
      onTestFinished(server.close);
      routes.set(new URL(outputs.resourceUrl).origin, server.url);
    },
    verify: (options) =>
      verify({
        target,
        fetch: routed,
        user: createScriptedUser(routed, testUser),
        management,
        register: true,
        ...options,
      }),
    clientIds: async () => {
      const clients = (await management.get('/clients', { fields: 'client_id' })) as { client_id: string }[];
      return clients.map(({ client_id: id }) => id).sort();
    },
    up: async (changed = {}) => {
      const changedConfig = { ...config, ...configOf(changed) };
      return stackOn(served, changedConfig, await runProgram({ ...served, config: changedConfig }));
    },
  };
}

const configOf = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`omnichat:${name}`, value]));

async function runProgram({
  directory,
  domain,
  management,
  config,
}: Pick<ServedStack, 'directory' | 'domain' | 'management'> & {
  readonly config: Readonly<Record<string, string>>;
}): Promise<StackOutputs> {
  const { outputs } = await runEmbedded({
    operation: 'up',
    stackFile: {
      project: 'omnichat-auth0',
      stack: 'local',
      path: join(directory, 'Pulumi.local.yaml'),
      entry: resolve(import.meta.dirname, '../../../infra/index.ts'),
      config: { ...config, 'auth0:domain': domain },
      encrypted: [],
    },
    client: management,
    recordFile: join(directory, 'embedded', 'local.json'),
  });
  return parseOutputs(outputs);
}
