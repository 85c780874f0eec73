import { exportJWK, type JWK } from 'jose';
import { urlOf } from './fetched-url.ts';
import { rsaKeys } from './rsa-keys.ts';

/** An answer of the stub: JSON unless `text` is given. */
interface StubbedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** An issuer that says what a test wants: each document by its path. */
export interface IssuerStub {
  readonly issuer: string;
  readonly metadata: Record<string, unknown>;
  readonly keys: JWK[];
  /** Go over the documents. `undefined`: nobody answers. */
  readonly answers: Record<string, StubbedAnswer | undefined>;
  /** Every URL that was asked for. */
  readonly requests: string[];
  readonly fetch: typeof fetch;
}

let made: Promise<JWK[]> | undefined;

/** As Auth0 answers, at `https://tenant.example/`; `now` is what its clock shows. */
export async function issuerStub(now: number): Promise<IssuerStub> {
  const issuer = 'https://tenant.example/';
  const stub = {
    issuer,
    keys: structuredClone(await (made ??= Promise.all(['current', 'next'].map(publicKey)))),
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}authorize`,
      token_endpoint: `${issuer}oauth/token`,
      jwks_uri: `${issuer}.well-known/jwks.json`,
      registration_endpoint: `${issuer}oidc/register`,
      response_types_supported: ['code', 'token'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256', 'plain'],
    } as Record<string, unknown>,
    answers: {} as Record<string, StubbedAnswer | undefined>,
    requests: [] as string[],
  };
  return {
    ...stub,
    fetch: async (input) => {
      const url = new URL(urlOf(input));
      stub.requests.push(url.href);
      const documents: Record<string, StubbedAnswer> = {
        '/.well-known/oauth-authorization-server': { json: stub.metadata },
        '/.well-known/openid-configuration': { json: stub.metadata },
        '/.well-known/jwks.json': {
          json: { keys: stub.keys },
          headers: { 'cache-control': 'public, max-age=15, stale-while-revalidate=15' },
        },
      };
      const answer =
        url.pathname in stub.answers
          ? stub.answers[url.pathname]
          : (documents[url.pathname] ?? { status: 404, json: { error: 'not_found' } });
      if (answer === undefined)
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
      return new Response(answer.text ?? JSON.stringify(answer.json), {
        status: answer.status ?? 200,
        headers: { 'content-type': 'application/json', date: new Date(now).toUTCString(), ...answer.headers },
      });
    },
  };
}

async function publicKey(kid: string): Promise<JWK> {
  const { publicKey: key } = await rsaKeys(kid);
  return { ...(await exportJWK(key)), kid, alg: 'RS256', use: 'sig' };
}
