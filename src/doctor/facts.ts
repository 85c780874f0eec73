import type { Settings } from '../../infra/settings/settings.ts';
import { type Applied, nothingDeployed } from '../drift/stack/applied.ts';
import { exportedState } from '../drift/stack/exported-state.ts';
import { type PulumiBackend, pulumiLogin } from '../engine/pulumi-surroundings.ts';
import { systemClock } from '../management/clock.ts';
import { ManagementClient } from '../management/management-client.ts';
import {
  type ClientCredentials,
  type ManagementToken,
  mintManagementToken,
} from '../management/management-token.ts';
import { type TenantAddress, type TenantAnswer, TenantConnection } from '../management/tenant-connection.ts';
import type { Configuration, Subject } from './subject.ts';
import { credentialsIn } from '../engine/credential-variables.ts';

/** What checks judge by. Each fact is found out once, when the first check asks for it. */
export class Facts {
  readonly subject: Subject;
  readonly #found = new Map<string, Promise<unknown>>();
  #client: ManagementClient | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** @throws the error that the stack's files gave */
  get configuration(): Configuration {
    const { configuration } = this.subject;
    if (configuration instanceof Error) throw configuration;
    return configuration;
  }

  /** @throws the error that the stack's files gave */
  get settings(): Settings {
    return this.configuration.settings;
  }

  /** Whether the tenant is on this machine, where the embedded engine deploys. */
  get local(): boolean {
    return this.subject.localTenant !== undefined;
  }

  /** The backend that Pulumi is logged in to; undefined where it is to none. */
  backend(): Promise<PulumiBackend | undefined> {
    return this.#once('backend', () => pulumiLogin(this.subject));
  }

  /**
   * What was deployed; nothing where it cannot be told.
   *
   * @throws {PulumiCliError} when there is no such stack, or its state cannot be read
   */
  applied(): Promise<Applied> {
    return this.#once('applied', async () => {
      const { localTenant } = this.subject;
      if (localTenant !== undefined) return this.#reachable(localTenant).applied ?? nothingDeployed;
      return exportedState(this.subject);
    });
  }

  /** Whether commands for the tenant on this machine have to be told that Pulumi deploys it. */
  async byPulumi(): Promise<boolean> {
    return this.local && (await this.applied()).source === 'state';
  }

  /** The domain's metadata (OpenID Connect Discovery 1.0 §4), whatever its status, and how long the answer took. */
  metadata(): Promise<TenantAnswer & { readonly askedAtMs: number; readonly answeredAtMs: number }> {
    return this.#once('metadata', async () => {
      const connection = new TenantConnection({ ...this.address(), deadlineMs: 10_000 });
      try {
        const askedAtMs = Date.now();
        const answer = await connection.send({ method: 'GET', path: metadataPath, headers: {} });
        return { ...answer, askedAtMs, answeredAtMs: Date.now() };
      } finally {
        await connection.close();
      }
    });
  }

  /** Where the tenant is. */
  address(): TenantAddress {
    const { localTenant } = this.subject;
    return localTenant === undefined
      ? { domain: this.settings.domain }
      : this.#reachable(localTenant).address;
  }

  /** The deployer's; undefined where the environment does not have both halves. */
  credentials(): ClientCredentials | undefined {
    const { localTenant, environment } = this.subject;
    if (localTenant !== undefined) return this.#reachable(localTenant).credentials;
    return credentialsIn(environment);
  }

  /** @throws {ManagementError} when the tenant refuses */
  token(): Promise<ManagementToken> {
    return this.#once('token', () => mintManagementToken(this.address(), this.#deployer(), systemClock));
  }

  /** The Management API, as the deployer. */
  api(): ManagementClient {
    return (this.#client ??= new ManagementClient({ ...this.address(), credentials: this.#deployer() }));
  }

  /** Ends the connections that are kept alive. */
  async close(): Promise<void> {
    await this.#client?.close();
  }

  #deployer(): ClientCredentials {
    const credentials = this.credentials();
    if (credentials === undefined) throw new Error('There are no credentials to ask with.');
    return credentials;
  }

  #reachable<Tenant>(tenant: Tenant | Error): Tenant {
    if (tenant instanceof Error) throw tenant;
    return tenant;
  }

  #once<Fact>(name: string, find: () => Promise<Fact>): Promise<Fact> {
    const found = this.#found.get(name) ?? find();
    this.#found.set(name, found);
    return found as Promise<Fact>;
  }
}

const metadataPath = '/.well-known/openid-configuration';
