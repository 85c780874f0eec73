import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { interpretPem, readPem, writePrivatePem } from './key-files.ts';
import { makeSigningKey, parseSigningKey, signingKeyPem, type SigningKey } from './signing-key.ts';
import { type RingKeys, SigningKeyRing } from './signing-key-ring.ts';

/** Reads the tenant's signing keys; what is missing is made, with mode 0600. */
export async function loadSigningKeys(
  directory: string,
  domain: string,
  now: () => number,
): Promise<SigningKeyRing> {
  const files = {
    current: join(directory, 'signing-current.pem'),
    next: join(directory, 'signing-next.pem'),
    previous: join(directory, 'signing-previous.pem'),
  };
  const make = () => makeSigningKey(domain, now());
  const madeAt = async (file: string) => {
    const key = await make();
    await writePrivatePem(file, signingKeyPem(key));
    return key;
  };
  const [[savedCurrent], [savedNext], previous] = await Promise.all([
    keysIn(files.current),
    keysIn(files.next),
    keysIn(files.previous),
  ]);
  const [current, next] = await Promise.all([
    savedCurrent ?? madeAt(files.current),
    // Who was killed while rotating left the current key as the next one too.
    savedNext !== undefined && savedNext.kid !== savedCurrent?.kid ? savedNext : madeAt(files.next),
  ]);
  const save = async (keys: RingKeys) => {
    if (keys.previous.length === 0) await rm(files.previous, { force: true });
    else await writePrivatePem(files.previous, keys.previous.map(signingKeyPem).join(''));
    await writePrivatePem(files.current, signingKeyPem(keys.current));
    await writePrivatePem(files.next, signingKeyPem(keys.next));
  };
  const before = previous.filter(({ kid }) => kid !== current.kid);
  return new SigningKeyRing({ current, next, previous: before }, { make, save });
}

/** Two keys, made for once and kept nowhere. */
export async function makeSigningKeys(domain: string, nowMs: number): Promise<RingKeys> {
  const [current, next] = await Promise.all([makeSigningKey(domain, nowMs), makeSigningKey(domain, nowMs)]);
  return { current, next, previous: [] };
}

const keyBegin = '-----BEGIN PRIVATE KEY-----';

async function keysIn(file: string): Promise<readonly SigningKey[]> {
  const text = await readPem(file);
  if (text === undefined) return [];
  return interpretPem(file, () => {
    const keys = text.split(keyBegin).slice(1);
    if (keys.length === 0) throw new Error('no key');
    return keys.map((key) => parseSigningKey(keyBegin + key));
  });
}
