import { generateKeyPair, type GenerateKeyPairResult } from 'jose';

const made = new Map<string, Promise<GenerateKeyPairResult>>();

/** The RSA keys of this name, which may be exported: made once in a process, as they take longest of all that an issuer is made of. */
export function rsaKeys(name: string): Promise<GenerateKeyPairResult> {
  const keys = made.get(name) ?? generateKeyPair('RS256', { extractable: true });
  made.set(name, keys);
  return keys;
}
