import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { EmbeddedRunError } from './embedded-run-error.ts';
import { type EmbeddedRecord, recordSchema } from './record.ts';

/**
 * Reads a record; undefined when there is none.
 *
 * @throws {EmbeddedRunError} `RECORD_INVALID` when the file holds something else; nothing is overwritten
 */
export async function readRecord(file: string): Promise<EmbeddedRecord | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(file, `cannot be read (${String(cause)})`, cause);
  });
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    throw invalid(
      file,
      issue ? `is not a record: ${issue.path.join('.') || 'all of it'}: ${issue.message}` : 'is not JSON',
      cause,
    );
  }
}

function invalid(file: string, problem: string, cause: unknown): EmbeddedRunError {
  return new EmbeddedRunError(
    'RECORD_INVALID',
    `${file} ${problem}. It tells what the embedded engine created, and was left as it is. ` +
      'Restore it, or start afresh: omnichat-auth0 tenant reset',
    { cause },
  );
}

/** Writes one record to its file. Saves that come while the disk is busy share the next write. */
export class RecordFile {
  readonly #file: string;
  readonly #record: EmbeddedRecord;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(file: string, record: EmbeddedRecord) {
    this.#file = file;
    this.#record = record;
  }

  /** Resolves once the record, as it is at the call or later, is on disk whole. */
  save(): Promise<void> {
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#current = this.#next ?? Promise.resolve();
        this.#next = undefined;
        return writeAtomically(this.#file, `${JSON.stringify(this.#record, undefined, 2)}\n`);
      });
    return this.#next;
  }
}

async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
