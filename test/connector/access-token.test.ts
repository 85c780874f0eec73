import { base64url, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAccessTokenVerifier, type AccessToken } from '../../src/connector/access/access-token.ts';
import { apiAudience } from '../support/stand-ins/connector.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/stand-ins/token-issuer.ts';

let issuer: TokenIssuer;
let verify: (token: string) => Promise<AccessToken>;

const verifierFor = ({ issuer: name, jwksUri }: TokenIssuer): typeof verify =>
  createAccessTokenVerifier({ issuer: name, audience: apiAudience, jwksUri, fetch, now: () => Date.now() });

beforeAll(async () => {
  issuer = await startTokenIssuer(apiAudience);
  verify = verifierFor(issuer);
});

afterAll(() => issuer.close());

const unixNow = (): number => Math.floor(Date.now() / 1000);

describe('accepts', () => {
  test("a token in Auth0's dialect", async () => {
    expect(await verify(await issuer.sign())).toEqual({
      subject: 'auth0|alice',
      clientId: 'client-of-alice',
      scopes: new Set(['files:read', 'chat:read']),
    });
  });

  test.each(['at+jwt', 'application/at+jwt'])(
    'a token in the dialect of RFC 9068 with typ %s',
    async (typ) => {
      const token = await issuer.sign({ azp: undefined, client_id: 'client-9068', jti: 'one' }, { typ });

      expect((await verify(token)).clientId).toBe('client-9068');
    },
  );

  test('a token that names its client in both ways, by client_id', async () => {
    const token = await issuer.sign({ client_id: 'client-9068', azp: 'authorized-party' });

    expect((await verify(token)).clientId).toBe('client-9068');
  });

  test('a token for several audiences, ours among them', async () => {
    const token = await issuer.sign({ aud: [apiAudience, `${issuer.issuer}userinfo`] });

    expect((await verify(token)).subject).toBe('auth0|alice');
  });

  test('a token without scopes, which then has none', async () => {
    expect((await verify(await issuer.sign({ scope: undefined }))).scopes).toEqual(new Set());
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['expired three seconds ago', () => ({ exp: unixNow() - 3 })],
    ['valid in three seconds', () => ({ nbf: unixNow() + 3 })],
    ['issued half a minute from now', () => ({ iat: unixNow() + 30 })],
  ])('a token %s, for clocks differ', async (_case, claims) => {
    expect((await verify(await issuer.sign(claims()))).subject).toBe('auth0|alice');
  });
});

describe('refuses a token', () => {
  test.each<[string, () => Record<string, unknown>, string]>([
    [
      'of another issuer',
      () => ({ iss: 'https://evil.example/' }),
      "The token's iss claim is not acceptable",
    ],
    ['without issuer', () => ({ iss: undefined }), "The token's iss claim is not acceptable"],
    ['for another audience', () => ({ aud: 'https://other/' }), "The token's aud claim is not acceptable"],
    ['for no audience', () => ({ aud: undefined }), "The token's aud claim is not acceptable"],
    ['expired six seconds ago', () => ({ exp: unixNow() - 6 }), 'The token has expired'],
    ['that never expires', () => ({ exp: undefined }), "The token's exp claim is not acceptable"],
    ['without issue time', () => ({ iat: undefined }), "The token's iat claim is not acceptable"],
    ['not valid for ten seconds', () => ({ nbf: unixNow() + 10 }), "The token's nbf claim is not acceptable"],
    ['without subject', () => ({ sub: undefined }), "The token's sub claim is not acceptable"],
    ['without client', () => ({ azp: undefined }), 'The token lacks the claims of an access token'],
    [
      'issued two minutes from now',
      () => ({ iat: unixNow() + 120 }),
      "The token's iat claim is not acceptable",
    ],
    ['issued at no number', () => ({ iat: 'now' }), "The token's iat claim is not acceptable"],
    [
      'bound to a DPoP key',
      () => ({ cnf: { jkt: 'thumbprint' } }),
      'The token is bound to a key and may not be used as a bearer token',
    ],
    [
      'bound to a client certificate',
      () => ({ cnf: { 'x5t#S256': 'thumbprint' } }),
      'The token is bound to a key and may not be used as a bearer token',
    ],
    ['that is an ID token by its nonce', () => ({ nonce: 'n' }), 'The token is not an access token'],
    ['that is an ID token by its at_hash', () => ({ at_hash: 'h' }), 'The token is not an access token'],
    ['that is an ID token by its c_hash', () => ({ c_hash: 'h' }), 'The token is not an access token'],
    ['with an odd scope', () => ({ scope: ['files:read'] }), 'The token lacks the claims of an access token'],
  ])('%s', async (_case, claims, message) => {
    await expect(verify(await issuer.sign(claims()))).rejects.toMatchObject({
      name: 'AccessTokenError',
      code: 'invalid_token',
      message,
    });
  });

  test('that has expired by the clock it is given', async () => {
    const verifyLater = createAccessTokenVerifier({
      issuer: issuer.issuer,
      audience: apiAudience,
      jwksUri: issuer.jwksUri,
      fetch,
      now: () => Date.now() + 3_610_000,
    });

    await expect(verifyLater(await issuer.sign())).rejects.toThrow('The token has expired');
  });

  test('whose issuer lacks the final slash', async () => {
    const token = await issuer.sign({ iss: issuer.issuer.slice(0, -1) });

    await expect(verify(token)).rejects.toThrow("The token's iss claim is not acceptable");
  });

  test.each(['id+jwt', 'logout+jwt', 'dpop+jwt'])('of typ %s', async (typ) => {
    await expect(verify(await issuer.sign({}, { typ }))).rejects.toThrow('The token is not an access token');
  });

  test('with algorithm none', async () => {
    const token = new UnsecuredJWT({ azp: 'x', scope: 'ssh:execute' })
      .setIssuer(issuer.issuer)
      .setAudience(apiAudience)
      .setSubject('auth0|mallory')
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode();

    await expect(verify(token)).rejects.toMatchObject({
      code: 'invalid_token',
      message: 'The token is not signed with RS256',
    });
  });

  test('signed with HS256 and the public key as the secret', async () => {
    const publicKey = new TextEncoder().encode(JSON.stringify(issuer.publicJwk()));
    const token = await new SignJWT({ azp: 'x', scope: 'ssh:execute' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'key-0' })
      .setIssuer(issuer.issuer)
      .setAudience(apiAudience)
      .setSubject('auth0|mallory')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(publicKey);

    await expect(verify(token)).rejects.toMatchObject({
      code: 'invalid_token',
      message: 'The token is not signed with RS256',
    });
  });

  test.each(['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA'])('that says it is signed with %s', async (alg) => {
    const header = base64url.encode(JSON.stringify({ alg, typ: 'JWT', kid: 'key-0' }));

    await expect(verify(`${header}.e30.AAAA`)).rejects.toThrow('The token is not signed with RS256');
  });

  test('whose payload was changed after signing', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const payload = base64url.encode(
      JSON.stringify({ iss: issuer.issuer, aud: apiAudience, sub: 'auth0|mallory' }),
    );

    await expect(verify(`${header}.${payload}.${signature}`)).rejects.toThrow('The signature is wrong');
  });

  test('signed by a stranger under the name of our key', async () => {
    const stranger = await startTokenIssuer(apiAudience, 'a stranger');
    const token = await stranger.sign({ iss: issuer.issuer });
    await stranger.close();

    await expect(verify(token)).rejects.toThrow('The signature is wrong');
  });

  test('that brings its own key', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ iss: issuer.issuer, aud: apiAudience, sub: 'auth0|mallory' })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-0', jwk: await exportJWK(publicKey) })
      .sign(privateKey);

    await expect(verify(token)).rejects.toThrow('The signature is wrong');
  });

  test.each(['', 'opaque', 'a.b', 'a.b.c', 'a.b.c.d.e', '..', 'e30.e30.e30'])(
    'that is no JWT: %j',
    async (token) => {
      await expect(verify(token)).rejects.toMatchObject({ name: 'AccessTokenError' });
    },
  );
});

describe("the issuer's keys", () => {
  let rotating: TokenIssuer;
  let verifyRotating: typeof verify;

  beforeEach(async () => {
    rotating = await startTokenIssuer(apiAudience);
    verifyRotating = verifierFor(rotating);
  });

  afterEach(async () => {
    vi.useRealTimers();
    await rotating.close();
  });

  test('are fetched once for many tokens', async () => {
    const tokens = await Promise.all([rotating.sign(), rotating.sign(), rotating.sign()]);
    await Promise.all(tokens.map(verifyRotating));
    await verifyRotating(await rotating.sign());

    expect(rotating.keyRequests()).toBe(1);
  });

  test('are fetched anew for a key id that appears after the cooldown', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await verifyRotating(await rotating.sign());
    await rotating.rotate();
    const rotated = await rotating.sign();
    vi.setSystemTime(Date.now() + 29_000);
    await expect(verifyRotating(rotated)).rejects.toThrow('The token names no key of the issuer');
    vi.setSystemTime(Date.now() + 2_000);

    expect((await verifyRotating(rotated)).subject).toBe('auth0|alice');
    expect(rotating.keyRequests()).toBe(2);
  });

  test('are not fetched for every invented key id', async () => {
    await verifyRotating(await rotating.sign());
    for (let id = 0; id < 20; id += 1) {
      const token = await rotating.sign({}, { kid: `invented-${id}` });
      await expect(verifyRotating(token)).rejects.toMatchObject({
        code: 'invalid_token',
        message: 'The token names no key of the issuer',
      });
    }

    expect(rotating.keyRequests()).toBe(1);
  });

  test('are not fetched for an algorithm that is never right', async () => {
    const unsigned = new UnsecuredJWT({ sub: 'auth0|mallory' }).encode();

    await expect(verifyRotating(unsigned)).rejects.toThrow('The token is not signed with RS256');
    expect(rotating.keyRequests()).toBe(0);
  });

  test('that cannot be read are no fault of the token', async () => {
    rotating.failWith(500);

    await expect(verifyRotating(await rotating.sign())).rejects.toMatchObject({
      name: 'OAuthError',
      status: 502,
      detail: `${rotating.jwksUri} answered 500`,
    });
  });

  test.each([
    ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'text/html'],
    ['no keys', () => Response.json({ keys: [] }), 'application/json'],
    ['no content type', () => new Response(new TextEncoder().encode('{}')), 'an answer without content type'],
  ])('that are %s are no keys', async (_case, answer, got) => {
    const verifyWithout = createAccessTokenVerifier({
      issuer: rotating.issuer,
      audience: apiAudience,
      jwksUri: rotating.jwksUri,
      fetch: async () => answer(),
      now: () => Date.now(),
    });

    await expect(verifyWithout(await rotating.sign())).rejects.toMatchObject({
      name: 'OAuthError',
      status: 502,
      detail: `${rotating.jwksUri} answered 200; expected a JSON Web Key Set with a key in it, got ${got}`,
    });
  });

  test('that could not be read are not asked for with every token', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    rotating.failWith(500);
    const token = await rotating.sign();
    for (let count = 0; count < 5; count += 1) {
      await expect(verifyRotating(token)).rejects.toMatchObject({ status: 502 });
    }
    expect(rotating.keyRequests()).toBe(1);

    rotating.failWith(undefined);
    vi.setSystemTime(Date.now() + 5_000);
    expect((await verifyRotating(token)).subject).toBe('auth0|alice');
    expect(rotating.keyRequests()).toBe(2);
  });

  test('stand in while they cannot be read, until they are an hour old', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await rotating.sign({ exp: unixNow() + 86_400 });
    await verifyRotating(token);
    rotating.failWith(500);
    for (let minutes = 0; minutes < 49; minutes += 1) {
      vi.setSystemTime(Date.now() + 60_000);
      expect((await verifyRotating(token)).subject).toBe('auth0|alice');
    }
    expect(rotating.keyRequests()).toBe(5);

    vi.setSystemTime(Date.now() + 660_000);
    await expect(verifyRotating(token)).rejects.toMatchObject({ status: 502 });
  });

  test('stand in where an unknown key id asks for them in vain', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await verifyRotating(await rotating.sign());
    rotating.failWith(500);
    vi.setSystemTime(Date.now() + 31_000);
    const invented = await rotating.sign({}, { kid: 'invented' });

    await expect(verifyRotating(invented)).rejects.toThrow('The token names no key of the issuer');
    expect((await verifyRotating(await rotating.sign())).subject).toBe('auth0|alice');
  });

  test('are not forgotten for an answer without any', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await rotating.sign();
    await verifyRotating(token);
    rotating.failWith(204);
    vi.setSystemTime(Date.now() + 600_000);

    expect((await verifyRotating(token)).subject).toBe('auth0|alice');
  });

  test('are fetched once by many tokens that come at once after they expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await rotating.sign();
    await verifyRotating(token);
    vi.setSystemTime(Date.now() + 600_000);
    await Promise.all(Array.from({ length: 20 }, () => verifyRotating(token)));

    expect(rotating.keyRequests()).toBe(2);
  });
});
