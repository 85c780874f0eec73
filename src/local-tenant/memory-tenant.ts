import { tenantClock } from './clock.ts';
import { parseDomain } from './domain.ts';
import type { Faults } from './faults/faults.ts';
import { makeServerCertificate } from './keys/certificates.ts';
import { makeSigningKey } from './keys/signing-key.ts';
import { SigningKeyRing } from './keys/signing-key-ring.ts';
import { makeSigningKeys } from './keys/signing-keys.ts';
import { refusedLogin } from './log/refused-login.ts';
import { type LogEntry, RequestLog } from './log/request-log.ts';
import { TenantLog } from './log/tenant-log.ts';
import { documentGetter, type GetDocument } from './management/public-document.ts';
import type { RateLimits } from './rate-limits/plan-limits.ts';
import { movedTo } from './rules/moved-tenant.ts';
import type { Seed } from './seed/seed.ts';
import { firstState } from './seed/seeded-tenant.ts';
import { listen, type Listener } from './server.ts';
import type { ReadableCollections } from './state/collections.ts';
import { Store, type State } from './state/store.ts';
import { type DeployerCredentials, deployerCredentials } from './state/tenant-files.ts';
import { tenantListener } from './tenant-listener.ts';

/** How a tenant that nothing outlives is served. */
export interface MemoryTenantOptions {
  /** @default 0: the system chooses */
  readonly port?: number;
  /** Milliseconds since the epoch, for this tenant alone. @default the process's own clock */
  readonly clock?: () => number;
  /** The plan whose rate limits hold. @default none do */
  readonly rateLimits?: RateLimits;
  /** What it does wrong on purpose. @default nothing */
  readonly faults?: Faults;
  /** What it holds from the start, or the path of a file that says so in YAML. @default what every new tenant does */
  readonly seed?: Seed | string;
  /** Gets the metadata documents of applications. @default over https, from public addresses alone */
  readonly getDocument?: GetDocument;
}

/** All that a tenant holds at a moment, secrets too, as plain data. */
export interface TenantSnapshot {
  readonly state: object;
}

/** A tenant in memory, served over HTTPS on loopback. */
export interface MemoryTenant {
  /** Host and port, without a scheme. */
  readonly domain: string;
  /** `https://{domain}/`, with the slash. */
  readonly issuer: string;
  /** The certificate that clients must trust, PEM. */
  readonly ca: string;
  /** The application that may use all of the Management API. */
  readonly deployer: DeployerCredentials;
  /** The last thousand requests, the latest last. */
  readonly log: readonly LogEntry[];
  /** What it holds, to read from. */
  readonly read: ReadableCollections;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Answers a request that came another way than over its port. */
  readonly answer: Listener;
  /** What it does wrong from now on. */
  readonly inject: (faults: Faults) => void;
  readonly snapshot: () => TenantSnapshot;
  /** Makes it what it was, or another tenant: all sessions end, counters and the log begin anew. Keys stay. */
  readonly restore: (snapshot: TenantSnapshot) => Promise<void>;
  /** Makes it what it was when it was started. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * What all tenants of this process share, because it takes long to make: the certificate from the first import on, and the
 * keys that tokens are signed with, which nobody waits for until a first request needs them.
 */
const certificate = await makeServerCertificate('localhost', Date.now());
const signingKeys = makeSigningKeys('localhost', Date.now());
// Whoever serves a tenant learns of it.
signingKeys.catch(() => undefined);

/**
 * Serves a tenant and saves nothing.
 *
 * @throws {LocalTenantError} `PORT_UNAVAILABLE` or `SEED_INVALID`
 */
export async function serveInMemory(options: MemoryTenantOptions): Promise<MemoryTenant> {
  const { port = 0, clock, rateLimits, faults: initialFaults = {} } = options;
  const now = tenantClock(clock);
  const server = await listen(parseDomain(`localhost:${port}`), certificate, '`port`');
  const domain = `localhost:${server.port}`;
  try {
    const initial = await firstState(options.seed, { domain, now });
    const store = new Store(initial, async () => undefined);
    const events = new TenantLog({ hostname: domain, now });
    const log = new RequestLog(now, (entry) => refusedLogin(entry, events));
    const { getDocument = documentGetter() } = options;
    let faults = initialFaults;
    // One that is rotated is this tenant's alone.
    const ring = signingKeys.then(
      (keys) =>
        new SigningKeyRing(keys, {
          make: () => makeSigningKey('localhost', now()),
          save: async () => undefined,
        }),
    );
    // Whoever asks the tenant learns of it.
    ring.catch(() => undefined);
    const listening = (): Listener => {
      const listener = ring.then((keys) =>
        tenantListener(
          { store, keys, domain, now, events, getDocument },
          { rateLimits, faults: () => faults, log },
        ),
      );
      return async (request, response) => (await listener)(request, response);
    };
    let listener = listening();
    const answer: Listener = (request, response) => listener(request, response);
    server.answerWith(answer);
    const restore = async (from: State) => {
      await store.replace(movedTo(domain, from));
      faults = initialFaults;
      log.clear();
      events.clear();
      listener = listening();
    };
    return {
      domain,
      issuer: `https://${domain}/`,
      ca: certificate.ca,
      get deployer() {
        const { deployer_client_id: id } = store.documents.identity;
        return deployerCredentials(store.read.clients.get(id), `memory (${domain})`);
      },
      get log() {
        return log.entries;
      },
      read: store.read,
      now,
      answer,
      inject: (injected) => {
        faults = injected;
      },
      snapshot: () => ({ state: store.state() }),
      restore: ({ state: snapshot }) => restore(snapshot as State),
      reset: () => restore(initial),
      close: () => server.close(),
    };
  } catch (cause) {
    await server.close();
    throw cause;
  }
}
