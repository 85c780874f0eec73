import { readdir, readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type LockHolder, lockHolder } from '../files/process-lock.ts';
import { isRunning } from '../files/process-place.ts';
import { jsonIn } from '../text/json.ts';

const lock = z.object({
  pid: z.int(),
  username: z.string().default(''),
  hostname: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
});

/** Who runs Pulumi on a stack, or did and left its lock behind. */
export type StackLock = z.infer<typeof lock>;

/**
 * The locks of a stack in a backend of files; none where the backend is of another kind, and keeps them elsewhere. Source:
 * Pulumi, `pkg/backend/diy/lock.go`.
 *
 * @param url the backend's, as `pulumi whoami --json` says it
 */
export async function stackLocks(
  url: string,
  {
    project,
    stack,
    directory,
  }: { readonly project: string; readonly stack: string; readonly directory: string },
): Promise<readonly StackLock[]> {
  const root = rootOf(url, directory);
  if (root === undefined) return [];
  const folder = join(root, '.pulumi', 'locks', 'organization', project, stack);
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(files.map((file) => lockIn(join(folder, file))));
  return found.flatMap((each) => each ?? []);
}

/** Who runs the embedded engine on the tenant in a folder; undefined where nobody does. */
export const embeddedRunIn = (directory: string): Promise<LockHolder | undefined> =>
  lockHolder(directory, 'engine');

/** Who holds it, and for how long. */
export function holderText({ username, hostname: host, pid, timestamp }: StackLock, nowMs: number): string {
  return `${username}@${host}, process ${pid}, for ${minutesSince(Date.parse(timestamp), nowMs)}`;
}

/** How long something has lasted, for people. */
export const minutesSince = (sinceMs: number, nowMs: number): string =>
  `${Math.max(0, Math.round((nowMs - sinceMs) / 60_000))} min`;

/** Whether the process that made it runs no more; of one on another machine nobody here can tell. */
export const isLeftBehind = ({ hostname: host, pid }: StackLock): boolean =>
  host === hostname() && !isRunning(pid);

function rootOf(url: string, directory: string): string | undefined {
  if (!url.startsWith('file://')) return undefined;
  // Behind a ? are settings of the backend, of a path of any kind (Pulumi, `pkg/backend/diy/backend.go`, `massageBlobPath`).
  const [named = ''] = url.split('?');
  const path = named.slice('file://'.length);
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return path.startsWith('/') ? fileURLToPath(named) : resolve(directory, path);
}

/** Nothing where its run has ended meanwhile, or is about to write it. */
async function lockIn(file: string): Promise<StackLock | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return lock.safeParse(jsonIn(text)).data;
}
