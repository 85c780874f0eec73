import { statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { notSaved, stateFile, writeState } from './state-file.ts';
import type { StoreChange, State } from './store.ts';

/** The whole is written anew once the changes since take more than this, and more than it did itself. */
const mostChangesBytes = 2 ** 20;

/**
 * The state of a tenant that is being served, in its file. Each change is put at the end of the file, so that saving one costs the
 * same however much the tenant holds.
 */
export class SavedState {
  readonly #directory: string;
  readonly #file: string;
  /** How long the file was, and how long it is; undefined where only the whole will do. */
  #bytes: { readonly whole: number; readonly all: number } | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.#file = stateFile(directory);
  }

  /**
   * Saves what has changed, so that a kill at any moment leaves all of it or nothing.
   *
   * @param state all that the tenant holds, with the changes
   * @throws {@link LocalTenantError} `STATE_NOT_SAVED`, for instance on a full disk; what was saved before is left as it is
   */
  async save(changes: readonly StoreChange[], state: () => State): Promise<void> {
    const bytes = this.#bytes;
    if (
      bytes === undefined ||
      bytes.all - bytes.whole > Math.max(mostChangesBytes, bytes.whole) ||
      this.#size() !== bytes.all
    ) {
      return this.#saveWhole(state());
    }
    this.#bytes = undefined;
    const text = `${JSON.stringify(changes)}\n`;
    await this.#append(text, bytes.all);
    this.#bytes = { ...bytes, all: bytes.all + Buffer.byteLength(text) };
  }

  /** Writes the whole state anew where only changes were written of late: it is then as short as it can be, and plain JSON. */
  async tidy(state: State): Promise<void> {
    if (this.#bytes?.all !== this.#bytes?.whole && this.#size() === this.#bytes?.all)
      await this.#saveWhole(state);
  }

  async #saveWhole(state: State): Promise<void> {
    this.#bytes = undefined;
    await writeState(this.#directory, state);
    const size = this.#size() ?? 0;
    this.#bytes = { whole: size, all: size };
  }

  async #append(text: string, length: number): Promise<void> {
    try {
      const file = await open(this.#file, 'a');
      try {
        await file.appendFile(text);
        await file.datasync();
      } catch (cause) {
        await truncated(file, length);
        throw cause;
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw notSaved(this.#file, cause);
    }
  }

  /** In bytes; undefined where there is no file. Somebody else may have put another in its place. */
  #size(): number | undefined {
    return statSync(this.#file, { throwIfNoEntry: false })?.size;
  }
}

/** Where even that fails, what was written has no end of its line, and counts for nothing. */
async function truncated(file: FileHandle, length: number): Promise<void> {
  await file.truncate(length).catch(() => undefined);
}
