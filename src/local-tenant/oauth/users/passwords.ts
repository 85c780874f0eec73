import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';

/** What a guess costs. */
const costs = {
  secret: { N: 16_384, r: 8, p: 1 },
  /** Whoever logs in with it would wait for nothing. */
  public: { N: 2, r: 8, p: 1 },
} as const;
const keyLength = 32;

/**
 * Hashes a password with scrypt and a salt of its own (RFC 7914): `scrypt$N$r$p$salt$key`.
 *
 * @param known how well it is: of a public one a guess may cost nothing
 */
export async function hashPassword(password: string, known: keyof typeof costs = 'secret'): Promise<string> {
  const cost = costs[known];
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether `hash`, made by {@link hashPassword}, is that of `password`. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected);
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
