import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processPlace, type ProcessPlace } from './process-place.ts';

/** What a process that contends for a lock, or holds it, says of itself in a file that it touches for as long as it lives. */
export interface Claim {
  readonly pid: number;
  /** The loopback port on which the claimant answers with `nonce` for as long as it lives. */
  readonly port: number;
  readonly nonce: string;
  readonly place: ProcessPlace;
  readonly host: string;
  readonly about: string;
  /** When it was put down, by the claimant's clock; milliseconds since the epoch. Versions before this one did not note it. */
  readonly sinceMs?: number;
}

/** `silent` stands still or is too busy to answer; `elsewhere` has another loopback and touches its claim. */
export type ProofOfLife = 'alive' | 'silent' | 'elsewhere' | 'dead';

const answerTimeoutMs = 1000;
/** Whoever cannot be asked and has not touched its claim for so long is dead, or will find that it lost the lock. */
const silenceMs = 5000;

/**
 * Whether the process behind a claim lives. A process id may have been given to another program since, and means nothing where
 * its namespace is another.
 */
export async function proofOfLife(claim: Claim, file: string): Promise<ProofOfLife> {
  const here = processPlace();
  if (claim.place.processes === here.processes && !isRunning(claim.pid)) return 'dead';
  if (claim.place.network === here.network) return askForProof(claim);
  return (await isTouched(file)) ? 'elsewhere' : 'dead';
}

/** Whether a claimant touches its claim: it is watched for, because clocks of machines that share a folder differ. */
async function isTouched(file: string): Promise<boolean> {
  const touched = () =>
    stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const first = await touched();
  for (let waitedMs = 0; waitedMs < silenceMs; waitedMs += 100) {
    await delay(100);
    const last = await touched();
    if (last === undefined) return false;
    if (last !== first) return true;
  }
  return false;
}

function askForProof(claim: Claim): Promise<'dead' | 'silent' | 'alive'> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(claim.port, '127.0.0.1');
    socket.setEncoding('utf8').setTimeout(answerTimeoutMs);
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
      resolve(answer === claim.nonce ? 'alive' : 'dead');
    });
  });
}
