import type { KeyObject } from 'node:crypto';

/** An RSA key that the tenant signs tokens with, and how others come to know it. */
export interface SigningKey {
  /** Names the key in token headers and in the JWKS. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The self-signed certificate, PEM. */
  readonly certificate: string;
}

/** Two keys are published at any time: tokens are signed with `current`, and `next` follows at a rotation. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly next: SigningKey;
}
