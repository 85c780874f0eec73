import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where a process is: who shares its process ids, and who its loopback. Both hold for one boot of one machine. */
export interface ProcessPlace {
  readonly processes: string;
  readonly network: string;
}

/** Where this process is. Containers on one machine differ although they may share a folder (Linux, namespaces(7)). */
export function processPlace(): ProcessPlace {
  return (known ??= { processes: namespace('pid'), network: namespace('net') });
}

let known: ProcessPlace | undefined;

function namespace(kind: 'pid' | 'net'): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync(`/proc/self/ns/${kind}`)}`;
  } catch {
    // Systems other than Linux have no such namespaces.
    return hostname();
  }
}

/** Whether a process of this process's own place has this id. */
export function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
