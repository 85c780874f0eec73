import { tenantClock } from './clock.ts';
import type { Faults } from './faults/faults.ts';
import { loadServerCertificate } from './keys/certificates.ts';
import { clearEngineRecords, lockDirectory, lostDirectory } from './state/directory.ts';
import { parseDomain } from './domain.ts';
import { freshTenant } from './rules/fresh-tenant.ts';
import { type GetDocument, documentGetter } from './management/public-document.ts';
import type { RateLimits } from './rate-limits/plan-limits.ts';
import { movedTo } from './rules/moved-tenant.ts';
import { firstState } from './seed/seeded-tenant.ts';
import { listen } from './server.ts';
import { loadSigningKeys } from './keys/signing-keys.ts';
import { LogFile, readEvents } from './log/log-file.ts';
import { refusedLogin } from './log/refused-login.ts';
import { type LogEntry, RequestLog } from './log/request-log.ts';
import { TenantLog } from './log/tenant-log.ts';
import { SavedState } from './state/saved-state.ts';
import { readState } from './state/state-file.ts';
import { Store } from './state/store.ts';
import { tenantListener } from './tenant-listener.ts';
import { exportOf, type TenantExport } from './state/tenant-export.ts';
import { type DeployerCredentials, deployerCredentials } from './state/tenant-files.ts';

export { servedTenant } from './state/directory.ts';
export { acquireLock } from '../files/process-lock.ts';
export { readTenantFiles, resetTenant } from './state/tenant-files.ts';

/** How a tenant is served. */
export interface LocalTenantOptions {
  /** Where its state and keys are kept; made when missing. */
  readonly directory: string;
  /** Loopback host and port, by default `localhost:4443`. Port 0 lets the system choose. */
  readonly domain?: string;
  /** What chooses the port, as the message about one that is taken names it. @default `domain` */
  readonly portSetting?: string;
  /** Keeps others from using it meanwhile: they learn that it is held, and not where. @default false */
  readonly exclusive?: boolean;
  /** The plan whose rate limits hold; by default none do. */
  readonly rateLimits?: RateLimits;
  /** The path of a file that says in YAML what a tenant that is yet to be made holds. @default what every new tenant does */
  readonly seed?: string;
  /** What it does wrong on purpose. @default nothing */
  readonly faults?: Faults;
  /** Hears of each request when it has been answered. @default nobody */
  readonly onRequest?: (request: LogEntry) => void;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Gets the metadata documents of applications. @default over https, from public addresses alone */
  readonly getDocument?: GetDocument;
}

/** A tenant that is being served. */
export interface DirectoryTenant {
  /** Host and port, without a scheme. */
  readonly domain: string;
  /** `https://{domain}/`, with the slash. */
  readonly issuer: string;
  /** The path of the certificate, PEM, that clients must trust. */
  readonly caFile: string;
  /** Whether the tenant was there before; a seed was not looked at then. */
  readonly wasThere: boolean;
  /** The application that may use all of the Management API. */
  readonly deployer: DeployerCredentials;
  exportState(options: { readonly secrets: boolean }): TenantExport;
  /** Makes the tenant what it was on its first day, with a new deployer. */
  reset(): Promise<void>;
  /** Ends all connections, and lets the directory go. */
  close(): Promise<void>;
}

/**
 * Serves the tenant that is kept in a directory, over HTTPS on loopback; an empty directory becomes a fresh tenant.
 *
 * @throws {@link LocalTenantError} when the directory, its state or the port cannot be used
 */
export async function serveTenant(options: LocalTenantOptions): Promise<DirectoryTenant> {
  const { directory, faults = {}, getDocument = documentGetter() } = options;
  const now = tenantClock(options.now);
  const { host, port } = parseDomain(options.domain ?? 'localhost:4443');
  const lock = await lockDirectory(directory);
  try {
    const saved = await readState(directory);
    const certificate = await loadServerCertificate(directory, host, now);
    const keys = await loadSigningKeys(directory, host, now);
    const server = await listen({ host, port }, certificate, options.portSetting ?? '`domain`');
    try {
      const domain = `${host.includes(':') ? `[${host}]` : host}:${server.port}`;
      const state = saved ? movedTo(domain, saved) : await firstState(options.seed, { domain, now });
      const file = new SavedState(directory);
      if (state !== saved) await file.save([], () => state);
      const store = new Store(state, async (changes, unsaved) => {
        if (!lock.isHeld()) throw lostDirectory(directory);
        await file.save(changes, unsaved);
      });
      const logFile = new LogFile(directory);
      const events = new TenantLog({
        hostname: domain,
        now,
        events: await readEvents(directory),
        keep: (event) => logFile.keep(event),
      });
      const log = new RequestLog(now, (entry) => {
        refusedLogin(entry, events);
        options.onRequest?.(entry);
      });
      const { rateLimits } = options;
      server.answerWith(
        tenantListener(
          { store, keys, domain, now, events, getDocument },
          { rateLimits, faults: () => faults, log },
        ),
      );
      if (!options.exclusive) await lock.describe(domain);
      return {
        domain,
        issuer: `https://${domain}/`,
        caFile: certificate.caFile,
        wasThere: saved !== undefined,
        get deployer() {
          return deployerCredentials(
            store.read.clients.get(store.documents.identity.deployer_client_id),
            directory,
          );
        },
        exportState: (exported) => exportOf(store.state(), exported),
        reset: async () => {
          await store.replace(freshTenant(domain));
          await logFile.clear();
          events.clear();
          await clearEngineRecords(directory);
        },
        close: async () => {
          await server.close();
          logFile.close();
          await store.settled();
          // What is saved is whole without that too.
          if (lock.isHeld()) await file.tidy(store.state()).catch(() => undefined);
          await lock.release();
        },
      };
    } catch (cause) {
      await server.close();
      throw cause;
    }
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}
