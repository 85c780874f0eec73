import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { resetCommand } from '../../../text/own-command.ts';
import { makeFolder } from '../../../files/make-folder.ts';
import { replaceFile } from '../../../files/replace-file.ts';
import { EmbeddedRunError } from '../embedded-run-error.ts';
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
      `Restore it, or start afresh: ${resetCommand()}`,
    { cause },
  );
}

/** Writes one record to its file. Saves that come while the disk is busy share the next write. */
export class RecordFile {
  readonly #file: string;
  readonly #record: EmbeddedRecord;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #hasFolder = false;

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
        return this.#write();
      });
    return this.#next;
  }

  async #write(): Promise<void> {
    if (!this.#hasFolder) await makeFolder(dirname(this.#file));
    this.#hasFolder = true;
    await replaceFile(this.#file, `${JSON.stringify(this.#record, undefined, 2)}\n`, 0o600);
  }
}
