import { appendFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.ts';
import { mostEvents, type TenantEvent } from './tenant-log.ts';

const fileIn = (directory: string) => join(directory, 'log.jsonl');

/**
 * The latest events that a tenant's folder holds; the file keeps no others from then on. A line that a killed process left
 * half-written is none.
 */
export async function readEvents(directory: string): Promise<readonly TenantEvent[]> {
  const file = fileIn(directory);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line !== '');
  const latest = lines.slice(-mostEvents);
  if (latest.length < lines.length)
    await replaceFile(file, latest.map((line) => `${line}\n`).join(''), 0o600);
  return latest.flatMap((line) => {
    try {
      return [JSON.parse(line) as TenantEvent];
    } catch {
      return [];
    }
  });
}

/** Puts an event at the end of the file, for the owner alone. A disk that is full stops nobody's login, and the event is lost. */
export function keepEvent(directory: string, event: TenantEvent): void {
  try {
    appendFileSync(fileIn(directory), `${JSON.stringify(event)}\n`, { mode: 0o600 });
  } catch {
    // What the tenant holds is saved elsewhere, and says so where it cannot be.
  }
}

/** Forgets all events. */
export const removeEvents = (directory: string): Promise<void> => rm(fileIn(directory), { force: true });
