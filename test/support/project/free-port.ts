import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** No operating system gives these to those who ask for any port: theirs begin at 32768 (Linux) or 49152 (RFC 6335 §6). */
const firstPort = 20_000;
const portCount = 6_000;

/**
 * A port that nobody listens on now, and that nobody else is given while this process runs: for what has to be known before somebody
 * listens there, or for where nobody answers.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + randomInt(portCount);
    // Whoever holds this one has the other: workers beside this one look for free ports too.
    const claim = await listening(port + portCount);
    if (claim === undefined) continue;
    claim.unref();
    const probe = await listening(port);
    if (probe === undefined) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

/** Undefined where somebody else listens. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
