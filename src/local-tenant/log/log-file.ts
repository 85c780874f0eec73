import { appendFileSync, closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.ts';
import { aboutFile } from '../../files/system-error.ts';
import { mostEvents, type TenantEvent } from './tenant-log.ts';

const fileIn = (directory: string) => join(directory, 'log.jsonl');

/**
 * The latest events that a tenant's folder holds; the file keeps no others from then on. A line that a killed process left
 * half-written is none, and the next event begins a line of its own.
 */
export async function readEvents(directory: string): Promise<readonly TenantEvent[]> {
  const file = fileIn(directory);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw aboutFile(error, file);
  });
  const lines = text.split('\n').filter((line) => line !== '');
  const latest = lines.slice(-mostEvents).flatMap((line) => {
    try {
      return [JSON.parse(line) as TenantEvent];
    } catch {
      return [];
    }
  });
  const isWhole = text === '' || text.endsWith('\n');
  if (latest.length < lines.length || !isWhole)
    await replaceFile(file, latest.map((event) => `${JSON.stringify(event)}\n`).join(''), 0o600);
  return latest;
}

/**
 * The file of a tenant that is being served, of at most twice the events that are kept. It stays open, because an event comes with
 * every token.
 */
export class LogFile {
  readonly #directory: string;
  #file: number | undefined;
  /** Since the file was cut to the latest. */
  #added = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Puts an event at the end, for the owner alone. A disk that is full stops nobody's login, and the event is lost. */
  keep(event: TenantEvent): void {
    try {
      this.#file ??= openSync(fileIn(this.#directory), 'a', 0o600);
      appendFileSync(this.#file, `${JSON.stringify(event)}\n`);
      this.#added += 1;
      if (this.#added >= mostEvents) this.#cut();
    } catch {
      // What the tenant holds is saved elsewhere, and says so where it cannot be.
    }
  }

  /** Leaves the latest events alone. */
  #cut(): void {
    this.close();
    const file = fileIn(this.#directory);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const shorter = `${file}.new`;
    writeFileSync(shorter, `${lines.slice(-mostEvents).join('\n')}\n`, { mode: 0o600 });
    renameSync(shorter, file);
    this.#added = 0;
  }

  /** Forgets all events. */
  async clear(): Promise<void> {
    this.close();
    this.#added = 0;
    await removeEvents(this.#directory);
  }

  /** Opens again with the next event. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Removes the events of a tenant that nobody serves. */
export const removeEvents = (directory: string): Promise<void> => rm(fileIn(directory), { force: true });
