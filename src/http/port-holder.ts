import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { promisify } from 'node:util';
import { oneLine } from '../text/one-line.ts';

/** A port of this machine, at a loopback address. */
interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const longestCommandLine = 100;
/** On a machine with many connections `lsof` takes its time. */
const askMs = 2_000;

/**
 * Why nobody can listen at an address, and what to do, for a person: of a taken port the process that has it, where the system tells
 * (`/proc` on Linux, else `lsof` where it is installed).
 *
 * @param error what listening failed with
 * @param portSetting what chooses the port
 */
export async function listenProblem(
  error: NodeJS.ErrnoException,
  address: ListenAddress,
  portSetting: string,
): Promise<string> {
  if (error.code !== 'EADDRINUSE') return `${error.message}. Choose another port with ${portSetting}.`;
  return `${await portHolder(address)}. End it, or choose another port with ${portSetting}.`;
}

/** Who listens there, as the beginning of a sentence. Processes of other people do not show it. */
export function portHolder(address: ListenAddress, platform = process.platform): Promise<string> {
  const holder = platform === 'linux' ? holderInProc(address) : holderByLsof(address.port);
  return holder.catch(() => 'another program listens there');
}

async function holderInProc({ host, port }: ListenAddress): Promise<string> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const sockets = new Set(
    tables
      .join('\n')
      .split('\n')
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const [listening, localPort] = local.split(':');
        const isIt =
          state === listenState &&
          Number.parseInt(localPort ?? '', 16) === port &&
          (isIPv6(host) ? onIpv6 : onIpv4).has(listening ?? '');
        return isIt ? [`socket:[${inode}]`] : [];
      }),
  );
  const processIds = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of processIds) {
    if (await holdsOneOf(sockets, `/proc/${pid}/fd`)) {
      return told(pid, (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' '));
    }
  }
  throw new Error('nobody whom this process may look at');
}

/** Linux, proc_net(5): states are those of `include/net/tcp_states.h`, addresses hexadecimal in the order of a little-endian machine. */
const listenState = '0A';
const everyIpv6 = '0'.repeat(32);
const onIpv4 = new Set(['00000000', '0100007F', everyIpv6, '0000000000000000FFFF00000100007F']);
const onIpv6 = new Set([everyIpv6, `${'0'.repeat(24)}01000000`]);

async function holdsOneOf(sockets: ReadonlySet<string>, folder: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    if (sockets.has(await readlink(`${folder}/${file}`).catch(() => ''))) return true;
  }
  return false;
}

async function holderByLsof(port: number): Promise<string> {
  const ask = promisify(execFile);
  const options = { timeout: askMs };
  const { stdout } = await ask('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'], options);
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  if (pid === undefined) throw new Error('nobody whom this process may look at');
  return told(pid, (await ask('ps', ['-o', 'args=', '-p', pid], options)).stdout);
}

const told = (pid: string, commandLine: string): string =>
  `process ${pid} listens there (${oneLine(commandLine, longestCommandLine)})`;
