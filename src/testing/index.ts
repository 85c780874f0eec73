import { fetchTrusting, trustingAgent } from '../http/trusting-fetch.ts';
import { type MemoryTenant, type MemoryTenantOptions, serveInMemory } from '../local-tenant/memory-tenant.ts';
import { testUser } from '../local-tenant/oauth/users/users.ts';
import type { LoginCredentials } from '../verify/login/scripted-user.ts';
import { type LoggedIn, type LoginRequest, logIn } from './login.ts';

export type { Faults } from '../local-tenant/faults/faults.ts';
export type { LogEntry } from '../local-tenant/log/request-log.ts';
export { LocalTenantError, type LocalTenantErrorCode } from '../local-tenant/errors.ts';
export type { Seed, SeedItem } from '../local-tenant/seed/seed.ts';
export type { RateLimits } from '../local-tenant/rate-limits/plan-limits.ts';
export type { MemoryTenantOptions, TenantSnapshot } from '../local-tenant/memory-tenant.ts';
export type { DeployerCredentials } from '../local-tenant/state/tenant-files.ts';
export type { LoginCredentials } from '../verify/login/scripted-user.ts';
export { LoginError, type LoggedIn, type LoginRequest } from './login.ts';

/** An Auth0 tenant in this process, for a test suite. */
export interface LocalTenant extends Omit<MemoryTenant, 'read' | 'now' | 'answer'> {
  /** `fetch` that trusts the tenant's certificate, and the public authorities for everybody else. */
  readonly fetch: typeof fetch;
  /**
   * Takes a user through the authorization code flow with PKCE, login and consent pages included, and that of another factor where an
   * Action asks for it: the user is enrolled in one-time passwords there.
   *
   * @param user by default the tenant's test user
   * @throws {LoginError} with what the tenant answered
   */
  readonly login: (user?: LoginCredentials, request?: LoginRequest) => Promise<LoggedIn>;
}

/**
 * Starts an Auth0 tenant in this process, over HTTPS on loopback, in memory. Several at once have ports, states, clocks and
 * faults of their own.
 *
 * @throws {LocalTenantError} `PORT_UNAVAILABLE`, or `SEED_INVALID`
 */
export async function startLocalTenant(options: MemoryTenantOptions = {}): Promise<LocalTenant> {
  const served = await serveInMemory(options);
  const connections = trustingAgent(served.ca);
  const fetch = fetchTrusting(served, connections);
  const { domain, issuer, ca, inject, snapshot, restore, reset } = served;
  return {
    domain,
    issuer,
    ca,
    get deployer() {
      return served.deployer;
    },
    get log() {
      return served.log;
    },
    fetch,
    inject,
    snapshot,
    restore,
    reset,
    login: (user = testUser, request = {}) => logIn(served, fetch, user, request),
    close: async () => {
      await connections.destroy();
      await served.close();
    },
  };
}
