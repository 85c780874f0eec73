import type * as pulumi from '@pulumi/pulumi';

/*
 * Pulumi writes the text of these functions, with that of the providers that use them, into the state and runs it in a process of its
 * own: they use each other and Node's globals alone, and look credentials up where they run.
 */

/** The Management API of the stack's tenant, as a dynamic resource's provider reaches it; in no state. */
export interface ManagementApi {
  readonly domain: string;
  readonly audience: string;
  readonly credentials: { readonly client_id: string; readonly client_secret: string };
  token: string;
}

/** With the credentials that the official provider takes. */
export function managementApi(config: pulumi.dynamic.Config): ManagementApi {
  const setting = (key: string, variable: string) =>
    config.get(`auth0:${key}`) ?? process.env[variable] ?? '';
  const domain = setting('domain', 'AUTH0_DOMAIN');
  return {
    domain,
    audience: setting('audience', 'AUTH0_AUDIENCE') || `https://${domain}/api/v2/`,
    credentials: {
      client_id: setting('clientId', 'AUTH0_CLIENT_ID'),
      client_secret: setting('clientSecret', 'AUTH0_CLIENT_SECRET'),
    },
    token: setting('apiToken', 'AUTH0_API_TOKEN'),
  };
}

/** A request, and what has to be known to tell people why it came to nothing. */
export interface ManagementRequest<Answer> {
  readonly method: 'GET' | 'PATCH';
  /** Relative to `/api/v2`. */
  readonly path: string;
  readonly body?: object;
  /** Whether an answer is Auth0's, and one that the resource can do something with; a 404 may be. */
  readonly isAnswer: (answer: unknown) => answer is Answer;
  /** What the resource is about, for a sentence. */
  readonly what: string;
  /** The scopes that the deployer needs for it. */
  readonly scopes: string;
}

/**
 * Reads or changes something.
 *
 * @throws {Error} saying which request failed and what to do; credentials are in no error
 */
export async function requestManagement<Answer>(
  api: ManagementApi | undefined,
  { method, path, body, isAnswer, what, scopes }: ManagementRequest<Answer>,
): Promise<Answer> {
  if (!api?.domain)
    throw new Error('auth0:domain is not set. Write it below config: in the file of the stack.');
  const { domain, audience, credentials } = api;
  if (api.token === '') {
    if (!credentials.client_id || !credentials.client_secret) {
      throw new Error(
        `${what} takes credentials of the Management API: ` +
          'set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or AUTH0_API_TOKEN.',
      );
    }
    const asked = { grant_type: 'client_credentials', audience, ...credentials };
    const init = { method: 'POST', headers: json, body: JSON.stringify(asked) };
    api.token = (await send(`https://${domain}/oauth/token`, init, scopes, isToken)).access_token;
  }
  const headers = { ...json, authorization: `Bearer ${api.token}` };
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  return send(`https://${domain}/api/v2${path}`, init, scopes, isAnswer);
}

const json = { 'content-type': 'application/json' };

const isToken = (answer: unknown): answer is { readonly access_token: string } =>
  typeof answer === 'object' &&
  answer !== null &&
  'access_token' in answer &&
  typeof answer.access_token === 'string';

/** Sends a request, and again where Auth0's rate limit asks to wait. */
async function send<Answer>(
  url: string,
  init: RequestInit & { method: string },
  scopes: string,
  isAnswer: (answer: unknown) => answer is Answer,
  attempt = 1,
): Promise<Answer> {
  const what = `${init.method} ${url}`;
  const response = await fetch(url, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new Error(`${what} failed: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  });
  if (response.status === 429 && attempt < 5) {
    const resetMs = Number(response.headers.get('x-ratelimit-reset')) * 1000 - Date.now();
    const statedMs = Number.isFinite(resetMs) ? resetMs : 0;
    const waitMs = Math.min(Math.max(statedMs, attempt * 1000), 60_000);
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
    return send(url, init, scopes, isAnswer, attempt + 1);
  }
  const text = await whole(response, what);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if ((response.ok || response.status === 404) && isAnswer(answer)) return answer;
  if (response.ok)
    throw new Error(`${what} was answered with something that is not Auth0's. Check auth0:domain.`);
  const said = text.replace(/[^ -~]+/g, ' ').slice(0, 300);
  throw new Error(`${what} was answered ${response.status} ${said}. The deployer needs ${scopes}.`);
}

/** The text of an answer, of at most a mebibyte when unpacked. */
async function whole(response: Response, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > 1024 * 1024)
      throw new Error(`${what} was answered with more than 1 MiB. Check auth0:domain.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
