import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isMissing } from './system-error.ts';
import { type Claim, proofOfLife, type ProofOfLife } from './process-claim.ts';
import { isRunning, processPlace } from './process-place.ts';
import { removeAtExit } from './removed-at-exit.ts';
import { removeAbandoned, withTemporaryFile } from './temporary-file.ts';

/** Who holds a lock. `about` is what the holder says of itself, absent while it is too busy to answer. */
export interface LockHolder {
  readonly pid: number;
  readonly about?: string;
  /** When it took the lock, where that is known; milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** The name of the container or machine where it runs, when that has another loopback than this process. */
  readonly elsewhere?: string;
}

/** A held lock. */
export interface Lock {
  /** Sets what other processes learn about the holder. */
  describe(about: string): Promise<void>;
  /** False once somebody took the holder for dead, because it stood still for long where they could not ask it. */
  isHeld(): boolean;
  release(): Promise<void>;
}

const attempts = 5;
const backoffMs = 40;
const heartbeatMs = 500;

/**
 * Takes the lock `name` in `directory`, or answers who holds it.
 *
 * Each contender first puts down a claim of its own and then looks for others, so of two contenders at least one sees the
 * other and yields. Claims are never taken over: one whose process has died no longer counts and is swept away.
 */
export async function acquireLock(
  directory: string,
  name: string,
): Promise<{ readonly lock: Lock } | { readonly holder: LockHolder }> {
  await removeAbandoned(join(directory, name));
  await removeClaimsOfTheDead(directory);
  for (let attempt = 1; ; attempt += 1) {
    const lock = await putDownClaim(directory, name);
    const holder = await lockHolder(directory, name, lock.file);
    if (holder === undefined) return { lock };
    await lock.release();
    // The other may be a contender that is yielding too.
    if (attempt === attempts) return { holder };
    await delay(backoffMs * Math.random() * attempt);
  }
}

/** Takes the lock `name` beside whoever holds it: for what several may do at once, and one waits for. */
export function shareLock(directory: string, name: string): Promise<Lock> {
  return putDownClaim(directory, name);
}

/** Who holds the lock `name` in `directory` now; claims of processes that died are removed. */
export async function lockHolder(
  directory: string,
  name: string,
  ownFile?: string,
): Promise<LockHolder | undefined> {
  for (const file of await claimFiles(directory, name)) {
    if (file === ownFile) continue;
    const claim = await readClaim(file);
    if (claim === undefined) continue;
    const proof = await proofOfLife(claim, file);
    if (proof === 'dead') await rm(file, { force: true });
    else return holderOf(claim, proof);
  }
  return undefined;
}

function holderOf({ pid, about, host, sinceMs }: Claim, proof: Exclude<ProofOfLife, 'dead'>): LockHolder {
  const holder = { pid, ...(sinceMs !== undefined && { sinceMs }) };
  if (proof === 'silent') return holder;
  return { ...holder, about, ...(proof === 'elsewhere' && { elsewhere: host }) };
}

async function putDownClaim(directory: string, name: string): Promise<Lock & { readonly file: string }> {
  const nonce = randomBytes(16).toString('hex');
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(nonce);
  });
  const port = await listen(server);
  server.unref();
  const claim = {
    pid: process.pid,
    port,
    nonce,
    place: processPlace(),
    host: hostname(),
    sinceMs: Date.now(),
  };
  const file = join(directory, `${name}.${nonce}.lock`);
  const write = (about: string) =>
    // Readers must never meet a claim that is half written. It need not outlive the machine: flushing would only let
    // contenders miss each other for longer.
    withTemporaryFile(join(directory, name), async (temporary) => {
      await writeFile(temporary, JSON.stringify({ ...claim, about } satisfies Claim), { mode: 0o600 });
      await rename(temporary, file);
    });
  await write('').catch((cause: unknown) => {
    server.close();
    throw cause;
  });
  const keep = removeAtExit(file);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // It is gone when somebody took this process for dead.
    utimes(file, now, now).catch(() => undefined);
  }, heartbeatMs).unref();
  return {
    file,
    describe: write,
    isHeld: () => existsSync(file),
    release: async () => {
      clearInterval(heartbeat);
      await rm(file, { force: true });
      keep();
      server.close();
    },
  };
}

/** Of every name: nobody may ever ask who shares a lock of which the last holder was killed. */
async function removeClaimsOfTheDead(directory: string): Promise<void> {
  for (const file of await claimFiles(directory)) {
    const claim = await readClaim(file);
    const isHere = claim?.place.processes === processPlace().processes;
    if (isHere && !isRunning(claim.pid)) await rm(file, { force: true });
  }
}

/** The claims to one lock, or to every one. */
async function claimFiles(directory: string, name?: string): Promise<readonly string[]> {
  const entries = await readdir(directory).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw cause;
  });
  return entries
    .filter((entry) => (name === undefined || entry.startsWith(`${name}.`)) && entry.endsWith('.lock'))
    .map((entry) => join(directory, entry));
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    const claim = JSON.parse(await readFile(file, 'utf8')) as Partial<Claim> | null;
    // Versions before this one noted no place.
    return claim?.place === undefined ? undefined : (claim as Claim);
  } catch (cause) {
    // A claim is renamed into place whole: one that is no JSON was cut short by a power cut, and nobody lives behind it.
    if (isMissing(cause) || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
