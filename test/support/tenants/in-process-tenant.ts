import { managementScopes } from '../../../src/local-tenant/rules/management-scopes.ts';
import { tenantDomain, type ManagementTenant, managementToken } from './management-tenant.ts';

/** A request as it goes out. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: string;
}

/** An answer as it comes in. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

export type Answering = (asked: Asked) => Answer | Promise<Answer>;

/** What a request is about: its form where it asks for a token, and else its method and path. */
export const key = ({ method, path, body }: Asked) =>
  path === '/oauth/token' ? `POST /oauth/token ${body}` : `${method} ${path}`;

/** A tenant's Management API and its token endpoint, without a socket. Tokens of whoever asks may do everything. */
export async function answersOf(tenant: ManagementTenant): Promise<Answering> {
  const scope = managementScopes.map(({ value }) => value).join(' ');
  const token = await managementToken(tenant.keys.current, { scope });
  return async ({ method, path, body }) => {
    if (path === '/oauth/token') {
      return body.includes('grant_type=authorization_code')
        ? { status: 403, text: '{"error":"invalid_grant","error_description":"Invalid authorization code"}' }
        : { status: 200, text: JSON.stringify({ access_token: token, expires_in: 3600, scope }) };
    }
    const answer = await tenant.send(path.slice('/api/v2'.length), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== '' && { body }),
    });
    return { status: answer.status, text: answer.body === undefined ? '' : JSON.stringify(answer.body) };
  };
}

/** `fetch` to `https://localhost:4443`, answered here. */
export function fetchFrom(answering: Answering): typeof fetch {
  return async (input, { method = 'GET', body, redirect } = {}) => {
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : input);
    if (host !== tenantDomain) throw new Error(`${host} is not served here`);
    const asked = { method, path: pathname + search, body: typeof body === 'string' ? body : '' };
    const { status, text } = await answering(asked);
    if (redirect === 'error' && status >= 300 && status < 400) throw new TypeError('unexpected redirect');
    return new Response(text === '' ? null : text, { status });
  };
}
