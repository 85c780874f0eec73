import { generateKeyPair } from 'jose';
import { onceEach } from '../project/once-each.ts';

/** The RSA keys of this name, which may be exported: made once in a process, as they take longest of all that an issuer is made of. */
export const rsaKeys = onceEach((_name: string) => generateKeyPair('RS256', { extractable: true }));
