import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The passphrase that Pulumi would take from the environment: `PULUMI_CONFIG_PASSPHRASE`, or what the file holds that
 * `PULUMI_CONFIG_PASSPHRASE_FILE` names; undefined where neither is set.
 *
 * @throws the error of the file system when that file cannot be read
 */
export async function statedPassphrase(
  environment: NodeJS.ProcessEnv,
  directory: string,
): Promise<string | undefined> {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  if (passphrase !== undefined) return passphrase;
  return file ? (await readFile(resolve(directory, file), 'utf8')).trim() : undefined;
}

/**
 * Whether a passphrase is the one of an `encryptionsalt`, which holds a known text encrypted with it. Source: Pulumi,
 * `pkg/secrets/passphrase/manager.go` (PBKDF2 with SHA-256 and a million iterations, AES-256-GCM).
 */
export async function opens(passphrase: string, encryptionSalt: string): Promise<boolean> {
  const [, salt, , nonce, sealed] = encryptionSalt.split(':');
  if (!salt || !nonce || !sealed) return false;
  const key = await promisify(pbkdf2)(passphrase, Buffer.from(salt, 'base64'), 1_000_000, 32, 'sha256');
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return (
      Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString() === 'pulumi'
    );
  } catch {
    return false;
  }
}

const tagBytes = 16;
