import { readFile } from 'node:fs/promises';
import { aboutFile } from '../../files/system-error.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { LocalTenantError } from '../errors.ts';

/** Reads a PEM file, or undefined when there is none. */
export async function readPem(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw aboutFile(cause, file);
  }
}

/**
 * Interprets what a PEM file holds.
 *
 * @throws {@link LocalTenantError} `KEYS_UNUSABLE` when that fails; the file is left as it is
 */
export function interpretPem<Value>(file: string, interpret: () => Value): Value {
  try {
    return interpret();
  } catch (cause) {
    throw new LocalTenantError(
      'KEYS_UNUSABLE',
      `${file} does not hold the keys that were written there. It was left as it is. Restore it, or remove it to have new ones made.`,
      { cause },
    );
  }
}

/** Writes a PEM file that only its owner can read, whole or not at all. */
export async function writePrivatePem(file: string, pem: string): Promise<void> {
  await replaceFile(file, pem, 0o600);
}

/** Writes a PEM file that everybody may read, whole or not at all. */
export async function writePublicPem(file: string, pem: string): Promise<void> {
  await replaceFile(file, pem, 0o644);
}
