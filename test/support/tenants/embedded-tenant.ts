import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '@pulumi/pulumi';
import { onTestFinished } from 'vitest';
import { type EmbeddedRunOptions, runEmbedded } from '../../../src/engine/embedded/embedded-run.ts';
import type { Program } from '../../../src/engine/embedded/program/program.ts';
import type { StepEvent } from '../../../src/engine/embedded/applier.ts';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import type { ClientCredentials } from '../../../src/management/management-token.ts';
import { deployedProject } from '../project/local-project.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { copyTenantKeys } from './tenant-keys.ts';
import { stackFile } from '../project/stack-config.ts';

/** Requests that change something, as a test sees them. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Records what is sent, and lets a test step in between. */
class ObservedClient extends ManagementClient {
  readonly sent: SentRequest[] = [];
  /** Called before the request goes out. */
  before: (request: SentRequest) => Promise<void> | void = () => undefined;
  /** Called when the answer is there. */
  after: (request: SentRequest) => Promise<void> | void = () => undefined;

  override get(...[path, query]: Parameters<ManagementClient['get']>): Promise<unknown> {
    return this.#observed({ method: 'GET', path }, () => super.get(path, query));
  }

  override post(path: string, body: unknown): Promise<unknown> {
    return this.#observed({ method: 'POST', path, body }, () => super.post(path, body));
  }

  override patch(path: string, body: unknown): Promise<unknown> {
    return this.#observed({ method: 'PATCH', path, body }, () => super.patch(path, body));
  }

  override delete(path: string, body?: unknown): Promise<unknown> {
    return this.#observed({ method: 'DELETE', path, body }, () => super.delete(path, body));
  }

  /** The requests that change something since the last call. */
  takeWrites(): readonly string[] {
    const writes = this.sent.splice(0).filter(({ method }) => method !== 'GET');
    return writes.map(({ method, path }) => `${method} ${path}`);
  }

  async #observed(request: SentRequest, send: () => Promise<unknown>): Promise<unknown> {
    await this.before(request);
    this.sent.push(request);
    const answer = await send();
    await this.after(request);
    return answer;
  }
}

/** Resources that a program makes for their effect. */
export function declare(..._resources: readonly Resource[]): void {}

/** A local tenant of its own, and runs against it. */
export async function embeddedTenant() {
  const directory = await temporaryFolder();
  await copyTenantKeys(directory);
  return runsAgainst({ directory, domain: 'localhost:0' }, { project: 'shop', stack: 'test' });
}

/** The same, once the project's own program was deployed with the setup guide's values; all of them have one domain. */
export async function deployedTenant() {
  const { tenantDirectory: directory, domain } = await deployedProject();
  return runsAgainst({ directory, domain }, { project: 'omnichat-auth0', stack: 'local' });
}

async function runsAgainst(
  { directory, domain }: { readonly directory: string; readonly domain: string },
  owner: { readonly project: string; readonly stack: string },
) {
  const documents = new Map<string, unknown>();
  const tenant = await serveTenant({
    directory,
    domain,
    getDocument: (url) => Promise.resolve(documents.get(url)),
  });
  const ca = await readFile(tenant.caFile, 'utf8');
  const connect = async (credentials: ClientCredentials = tenant.deployer) => {
    await client?.close();
    return (client = new ObservedClient({ domain: tenant.domain, ca, credentials }));
  };
  let client: ObservedClient | undefined;
  const connected = await connect();
  onTestFinished(async () => {
    await client?.close();
    await tenant.close();
  });
  const recordFile = join(directory, 'embedded', `${owner.stack}.json`);
  const steps: string[] = [];
  const messages: string[] = [];

  const run = (
    operation: EmbeddedRunOptions['operation'],
    program: Program,
    config: Readonly<Record<string, string>> = {},
    encrypted: readonly string[] = [],
    allowDuplicates = false,
  ) => {
    steps.length = 0;
    return runEmbedded({
      operation,
      allowDuplicates,
      stackFile: { ...stackFile({ 'auth0:domain': tenant.domain, ...config }, { encrypted }), ...owner },
      client: client ?? connected,
      recordFile,
      program,
      onStep: ({ step, state }: StepEvent) => {
        if (state === 'done') steps.push(`${step.op} ${step.name}`);
      },
      onMessage: (severity, message) => messages.push(`${severity}: ${message}`),
    });
  };
  return {
    tenant,
    address: { domain: tenant.domain, ca },
    /** The metadata documents that are to be had, by their URLs. */
    documents,
    client: connected,
    /** Connects again: a tenant that was reset has another deployer. By default as the tenant's own. */
    connect,
    directory,
    recordFile,
    steps,
    messages,
    run,
    up: (program: Program, config?: Readonly<Record<string, string>>) => run('up', program, config),
    upBesideOthers: (program: Program) => run('up', program, {}, [], true),
    preview: (program: Program, config?: Readonly<Record<string, string>>) => run('preview', program, config),
    destroy: () => run('destroy', () => Promise.reject(new Error('destroy does not run the program'))),
  };
}
