import { check, fail, judged, pass } from '../check.ts';
import type { Remedy } from '../remedy.ts';
import { jwksAnswer, keys } from '../documents/authorization-server.ts';

const rotation: Remedy = {
  setting: 'the signing keys of the authorization server',
  before: 'have them rotated where the authorization server is run',
};

type Key = Readonly<Record<string, unknown>>;

const isKey = (entry: unknown): entry is Key =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

const smallestModulusBits = 2048;

/** At least one key that checks RS256 (RFC 7518 §3.3: 2048 bits or more), among keys only (RFC 7517 §5.1). */
export const jwks = check({
  id: 'as-jwks-rs256',
  title: 'The key set has an RSA key for RS256',
  needs: { keys },
  judge: ({ keys: entries }) => {
    const all = entries.filter(isKey);
    const others = entries.length - all.length;
    // Whoever reads the set as a whole, as jose does, refuses all of it.
    if (others > 0) return fail(`${others} of ${entries.length} entries are no JSON objects`, rotation);
    const usable = all.filter(isRs256Key);
    return usable.length > 0
      ? pass(`${usable.length} of ${all.length} keys`)
      : fail(`none of ${all.length} keys is an RSA signing key of ${smallestModulusBits} bits`, rotation);
  },
});

/** A token names its key by `kid`: each key needs one of its own (RFC 7517 §4.5). */
export const jwksKids = check({
  id: 'as-jwks-kid',
  title: 'Each key has a kid of its own',
  needs: { keys },
  judge: ({ keys: entries }) => {
    const all = entries.filter(isKey);
    const kids = all.map(({ kid }) => kid);
    const repeated = kids.filter((kid, index) => typeof kid === 'string' && kids.indexOf(kid) !== index);
    return judged(
      [
        ...(kids.every((kid) => typeof kid === 'string' && kid !== '') ? [] : ['a key has no kid']),
        ...repeated.map((kid) => `two keys share the kid ${String(kid)}`),
      ],
      { holds: `${all.length} different kids`, remedy: rotation },
    );
  },
});

/** RFC 7518 §6.2.2, §6.3.2 and §6.4.1. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export const jwksPrivateMembers = check({
  id: 'as-jwks-public',
  title: 'No key shows its private part',
  needs: { keys },
  judge: ({ keys: entries }) => {
    const all = entries.filter(isKey);
    const leaked = privateMembers.filter((member) => all.some((key) => member in key));
    return leaked.length === 0
      ? pass(`${all.length} public keys`)
      : fail(`a key has the private members ${leaked.join(', ')}`, rotation);
  },
});

const longestMaxAgeSeconds = 86_400;

/** Uncached, every request of every API fetches the keys; cached too long, a rotation locks everybody out. */
export const jwksCaching = check({
  id: 'as-jwks-caching',
  title: 'The key set may be cached, and for a day at most',
  severity: 'warning',
  needs: { answer: jwksAnswer },
  judge: ({ answer }) => {
    const cacheControl = answer.headers.get('cache-control') ?? '';
    const maxAge = Number(/\bmax-age=(\d+)/i.exec(cacheControl)?.[1] ?? Number.NaN);
    const shared = !/\bno-store\b|\bno-cache\b|\bprivate\b/i.test(cacheControl);
    return shared && maxAge > 0 && maxAge <= longestMaxAgeSeconds
      ? pass(`max-age=${maxAge}`)
      : fail(`cache-control is ${cacheControl === '' ? 'absent' : `"${cacheControl}"`}`, {
          setting: 'the Cache-Control header of the key set, which its operator answers for',
        });
  },
});

function isRs256Key({ kty, use, alg, n }: Key): boolean {
  const modulusBits = typeof n === 'string' ? Buffer.from(n, 'base64url').length * 8 : 0;
  return (
    kty === 'RSA' &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || alg === 'RS256') &&
    modulusBits >= smallestModulusBits
  );
}
