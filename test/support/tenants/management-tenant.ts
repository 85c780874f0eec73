import { SignJWT } from 'jose';
import { expect } from 'vitest';
import { disagreements } from '../../published-api/judge.ts';
import { freshTenant, managementApiIdentifier } from '../../../src/local-tenant/rules/fresh-tenant.ts';
import { createManagementApi } from '../../../src/local-tenant/management/api.ts';
import { DocumentError, type GetDocument } from '../../../src/local-tenant/management/public-document.ts';
import type { RateLimits } from '../../../src/local-tenant/rate-limits/plan-limits.ts';
import { managementScopes } from '../../../src/local-tenant/rules/management-scopes.ts';
import { LoginSessions } from '../../../src/local-tenant/login-sessions.ts';
import { type LoginAttempts, loginAttempts } from '../../../src/local-tenant/rate-limits/login-attempts.ts';
import { makeSigningKey, type SigningKey } from '../../../src/local-tenant/keys/signing-key.ts';
import { SigningKeyRing } from '../../../src/local-tenant/keys/signing-key-ring.ts';
import { makeSigningKeys } from '../../../src/local-tenant/keys/signing-keys.ts';
import { TenantLog } from '../../../src/local-tenant/log/tenant-log.ts';
import { Store, type Persist } from '../../../src/local-tenant/state/store.ts';

export const tenantDomain = 'localhost:4443';

/** What the API answered. */
interface Answered {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  readonly body: any;
  readonly headers: Headers;
}

/** The Management API of a fresh tenant that nothing saves, called without a socket. */
export interface ManagementTenant {
  readonly store: Store;
  readonly keys: SigningKeyRing;
  readonly events: TenantLog;
  readonly attempts: LoginAttempts;
  readonly sessions: LoginSessions;
  /** Calls with a token for every Management scope. */
  call(method: string, path: string, body?: unknown): Promise<Answered>;
  /** Calls with a token for these scopes only. */
  callWith(scopes: readonly string[], method: string, path: string, body?: unknown): Promise<Answered>;
  /** Sends a request as it is. */
  send(path: string, init?: RequestInit): Promise<Answered>;
}

/** One that is rotated is every tenant's. */
const sharedKeys = makeSigningKeys('localhost', Date.now()).then(
  (keys) =>
    new SigningKeyRing(keys, {
      make: () => makeSigningKey('localhost', Date.now()),
      save: async () => undefined,
    }),
);

export async function managementTenant(
  options: {
    readonly rateLimits?: RateLimits;
    readonly now?: () => number;
    readonly persist?: Persist;
    readonly getDocument?: GetDocument;
  } = {},
): Promise<ManagementTenant> {
  const keys = await sharedKeys;
  const store = new Store(freshTenant(tenantDomain), options.persist ?? (() => Promise.resolve()));
  const now = options.now ?? Date.now;
  const events = new TenantLog({ hostname: tenantDomain, now });
  const getDocument = options.getDocument ?? (() => Promise.reject(new DocumentError('no document')));
  const attempts = loginAttempts({ store, now });
  const sessions = new LoginSessions(now);
  const api = createManagementApi(
    { store, keys, domain: tenantDomain, now, events, getDocument, attempts, sessions },
    options.rateLimits,
  );

  async function send(path: string, init: RequestInit = {}): Promise<Answered> {
    const response = await api.request(`https://${tenantDomain}/api/v2${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  async function callWith(
    scopes: readonly string[],
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answered> {
    const token = await managementToken(keys.current, { scope: scopes.join(' ') });
    const answered = await send(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status, body: answer } = answered;
    expect(disagreements({ method, path, body, status, answer })).toEqual([]);
    return answered;
  }

  const everyScope = managementScopes.map((scope) => scope.value);
  return {
    store,
    keys,
    events,
    attempts,
    sessions,
    send,
    callWith,
    call: (method, path, body) => callWith(everyScope, method, path, body),
  };
}

/** A Management API token that is good for an hour; `claims` override. */
export async function managementToken(
  key: SigningKey,
  claims: Readonly<Record<string, unknown>> = {},
  alg = 'RS256',
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: `https://${tenantDomain}/`,
    aud: managementApiIdentifier(tenantDomain),
    sub: 'deployer@clients',
    iat: now,
    exp: now + 3600,
    ...claims,
  })
    .setProtectedHeader({ alg, typ: 'JWT', kid: key.kid })
    .sign(key.privateKey);
}
