import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Who holds a lock. `about` is what the holder says of itself, absent while it is too busy to answer. */
export interface LockHolder {
  readonly pid: number;
  readonly about?: string;
}

/** A held lock. */
export interface Lock {
  /** Sets what other processes learn about the holder. */
  describe(about: string): void;
  release(): Promise<void>;
}

interface Claim {
  readonly pid: number;
  /** The loopback port on which the claimant answers with `nonce` for as long as it lives. */
  readonly port: number;
  readonly nonce: string;
}

const ATTEMPTS = 5;
const BACKOFF_MS = 40;
const ANSWER_TIMEOUT_MS = 1000;

/**
 * Takes the lock `name` in `directory`, or answers who holds it.
 *
 * Each contender first puts down a claim of its own and then looks for others, so of two contenders at least one sees the
 * other and yields. Claims are never taken over: one whose process has died no longer counts and is swept away.
 */
export async function acquireLock(
  directory: string,
  name: string,
): Promise<{ lock: Lock } | { holder: LockHolder }> {
  for (let attempt = 1; ; attempt += 1) {
    const lock = await putDownClaim(directory, name);
    const holder = await lockHolder(directory, name, lock.file);
    if (holder === undefined) return { lock };
    await lock.release();
    // The other may be a contender that is yielding too.
    if (attempt === ATTEMPTS) return { holder };
    await delay(BACKOFF_MS * Math.random() * attempt);
  }
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
    const proof = isRunning(claim.pid) ? await askForProof(claim) : 'dead';
    if (proof === 'dead') await rm(file, { force: true });
    else if (proof === 'silent') return { pid: claim.pid };
    else return { pid: claim.pid, about: proof.about };
  }
  return undefined;
}

async function putDownClaim(directory: string, name: string): Promise<Lock & { file: string }> {
  const nonce = randomBytes(16).toString('hex');
  let about = '';
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(nonce + about);
  });
  const port = await listen(server);
  server.unref();
  const claim: Claim = { pid: process.pid, port, nonce };
  const file = join(directory, `${name}.${nonce}.lock`);
  // Readers must never meet a claim that is half written. It need not outlive the machine: flushing would only let
  // contenders miss each other for longer.
  await writeFile(`${file}.part`, JSON.stringify(claim), { mode: 0o600 });
  await rename(`${file}.part`, file);
  return {
    file,
    describe: (text) => {
      about = text;
    },
    release: async () => {
      await rm(file, { force: true });
      server.close();
    },
  };
}

async function claimFiles(directory: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(directory).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw cause;
  });
  return entries
    .filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith('.lock'))
    .map((entry) => join(directory, entry));
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Claim;
  } catch (cause) {
    // A claim is renamed into place whole: one that is no JSON was cut short by a power cut, and nobody lives behind it.
    if (isMissing(cause) || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id may have been given to another program since; only the claimant knows the nonce. */
function askForProof(claim: Claim): Promise<'dead' | 'silent' | { about: string }> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(claim.port, '127.0.0.1');
    socket.setEncoding('utf8').setTimeout(ANSWER_TIMEOUT_MS);
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('timeout', () => {
      socket.destroy();
      resolve('silent');
    });
    socket.on('error', () => {
      resolve('dead');
    });
    socket.on('end', () => {
      resolve(answer.startsWith(claim.nonce) ? { about: answer.slice(claim.nonce.length) } : 'dead');
    });
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Nothing is held in a directory that is none. */
function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
