import { readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DotenvError } from './error.ts';

/** A `.env` on disk, or the place where one would be. */
export interface DotenvFile {
  /** Absolute and free of symbolic links: what a write replaces. */
  readonly path: string;
  /** With its byte-order mark; nothing where there is no file yet. */
  readonly text: string | undefined;
  /** Permission bits; nothing where there is no file yet. */
  readonly mode: number | undefined;
}

/** No list of variables comes near it, and the readers take a time that grows with the square of the size. */
const largestBytes = 128 * 1024;

/** No person leaves as much blank, and of it too a reader's time grows with the square. */
const largestBlank = 1024;

/**
 * Reads a `.env`, following symbolic links, also to a target that does not exist yet.
 *
 * @throws {DotenvError} `DOTENV_NOT_A_FILE`, `DOTENV_TOO_LARGE`, `DOTENV_NOT_UTF8` or `DOTENV_READ_FAILED`
 */
export async function readDotenvFile(path: string): Promise<DotenvFile> {
  try {
    const target = await followLinks(path);
    const stats = await stat(target).catch(absent);
    if (stats === undefined) return { path: target, text: undefined, mode: undefined };
    if (!stats.isFile()) {
      throw new DotenvError(
        'DOTENV_NOT_A_FILE',
        `${target} is ${stats.isDirectory() ? 'a folder' : 'not a regular file'}. ` +
          'Name a file to write the variables to.',
      );
    }
    if (stats.size > largestBytes) {
      throw new DotenvError(
        'DOTENV_TOO_LARGE',
        `${target} has ${stats.size} bytes, and a .env of more than 128 KiB is none. Name the right file, or take out what is no variable.`,
      );
    }
    const text = decode(target, await readFile(target));
    if (new RegExp(`\\s{${largestBlank + 1}}`).test(text)) {
      throw new DotenvError(
        'DOTENV_TOO_LARGE',
        `${target} has more than ${largestBlank} blank characters in a row, and a .env has not. Take them out, or name the right file.`,
      );
    }
    return { path: target, text, mode: stats.mode & 0o777 };
  } catch (error) {
    if (error instanceof DotenvError) throw error;
    throw new DotenvError(
      'DOTENV_READ_FAILED',
      `${path} cannot be read: ${(error as Error).message}. Make sure that its folder is there and may be read, or name another file.`,
      { cause: error },
    );
  }
}

async function followLinks(path: string): Promise<string> {
  const existing = await realpath(path).catch(absent);
  if (existing !== undefined) return existing;
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined) return followLinks(resolve(dirname(path), link));
  return join(await realpath(dirname(path)), basename(path));
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new DotenvError(
      'DOTENV_NOT_UTF8',
      `${path} is not UTF-8, and writing it would damage it. Save it as UTF-8, or choose another file.`,
      { cause: error },
    );
  }
}
