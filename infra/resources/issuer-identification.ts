import * as pulumi from '@pulumi/pulumi';
import type { DesiredTenant } from '../tenant.ts';

type Inputs = DesiredTenant['issuerIdentification'];

interface State extends Inputs {
  /** JSON of what the tenant held before this changed it, for a delete to put back; absent where it changed nothing. */
  readonly previous?: string;
}

interface Provider extends pulumi.dynamic.ResourceProvider<Inputs, State> {
  /** Set by Pulumi's process before all else; in no state. */
  tenant?: Tenant;
}

interface Tenant {
  readonly domain: string;
  readonly audience: string;
  readonly credentials: { readonly client_id: string; readonly client_secret: string };
  token: string;
}

/**
 * Whether authorization responses say who the issuer is (RFC 9207; Auth0 "Tenant Settings"), for which `@pulumi/auth0` has no
 * property. Takes the credentials that the official provider takes, with `read:tenant_settings` and `update:tenant_settings`, and
 * changes no other setting. A delete puts back what was there, if this changed it and nobody has since.
 */
export class IssuerIdentification extends pulumi.dynamic.Resource {
  constructor(name: string, desired: Inputs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...desired }, opts, 'auth0', 'IssuerIdentification');
  }
}

/**
 * Pulumi writes the text of this, and of the functions below, into the state and runs it in a process of its own: they use each other
 * and Node's globals alone, and look credentials up where they run.
 */
const provider: Provider = {
  configure({ config }) {
    const setting = (key: string, variable: string) =>
      config.get(`auth0:${key}`) ?? process.env[variable] ?? '';
    const domain = setting('domain', 'AUTH0_DOMAIN');
    this.tenant = {
      domain,
      audience: setting('audience', 'AUTH0_AUDIENCE') || `https://${domain}/api/v2/`,
      credentials: {
        client_id: setting('clientId', 'AUTH0_CLIENT_ID'),
        client_secret: setting('clientSecret', 'AUTH0_CLIENT_SECRET'),
      },
      token: setting('apiToken', 'AUTH0_API_TOKEN'),
    };
    return Promise.resolve();
  },

  async create(inputs) {
    return { id: 'tenants/settings', outs: await bring(this.tenant, inputs) };
  },

  async read(id, state) {
    const inputs = { authorizationResponseIssParameterSupported: (await live(this.tenant)) === true };
    return { id, props: { ...state, ...inputs }, inputs };
  },

  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        olds.authorizationResponseIssParameterSupported !== news.authorizationResponseIssParameterSupported,
    }),

  async update(_id, { previous }, inputs) {
    return { outs: await bring(this.tenant, inputs, previous) };
  },

  async delete(_id, { authorizationResponseIssParameterSupported: applied, previous }) {
    if (previous === undefined || previous === JSON.stringify(applied)) return;
    if ((await live(this.tenant)) === applied)
      await change(this.tenant, JSON.parse(previous) as boolean | null);
  },
};

/** Makes it as declared, and tells what the state is to hold. */
async function bring(tenant: Tenant | undefined, inputs: Inputs, previous?: string): Promise<State> {
  const { authorizationResponseIssParameterSupported: wanted } = inputs;
  const before = await live(tenant);
  if (before === wanted) return previous === undefined ? inputs : { ...inputs, previous };
  await change(tenant, wanted);
  return { ...inputs, previous: previous ?? JSON.stringify(before) };
}

/** What the tenant holds; null where nobody ever set it. */
async function live(tenant: Tenant | undefined): Promise<unknown> {
  return (await request(tenant, 'GET')).authorization_response_iss_parameter_supported ?? null;
}

/** A change is believed when it is seen. */
async function change(tenant: Tenant | undefined, value: boolean | null): Promise<void> {
  const body = { authorization_response_iss_parameter_supported: value };
  const answer = await request(tenant, 'PATCH', JSON.stringify(body));
  if ((answer.authorization_response_iss_parameter_supported ?? null) === value) return;
  if ((await live(tenant)) === value) return;
  throw new Error(
    `${tenant?.domain} took authorization_response_iss_parameter_supported: ${value} and does not hold it. Run it again.`,
  );
}

interface Answer {
  readonly authorization_response_iss_parameter_supported?: boolean | null;
  readonly access_token?: string;
}

const json = { 'content-type': 'application/json' };

/** Reads or changes the tenant settings. */
async function request(
  tenant: Tenant | undefined,
  method: 'GET' | 'PATCH',
  body: string | null = null,
): Promise<Answer> {
  if (!tenant?.domain)
    throw new Error('auth0:domain is not set. Write it below config: in the file of the stack.');
  const { domain, audience, credentials } = tenant;
  if (tenant.token === '') {
    if (!credentials.client_id || !credentials.client_secret) {
      throw new Error(
        'The tenant setting authorization_response_iss_parameter_supported takes credentials of the Management API: ' +
          'set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or AUTH0_API_TOKEN.',
      );
    }
    const asked = { grant_type: 'client_credentials', audience, ...credentials };
    const init = { method: 'POST', headers: json, body: JSON.stringify(asked) };
    tenant.token = (await send(`https://${domain}/oauth/token`, init)).access_token ?? '';
  }
  const headers = { ...json, authorization: `Bearer ${tenant.token}` };
  return send(`https://${domain}/api/v2/tenants/settings`, { method, headers, body });
}

/** Sends a request, and again where Auth0's rate limit asks to wait. Credentials are in no error. */
async function send(url: string, init: RequestInit & { method: string }, attempt = 1): Promise<Answer> {
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
    const waitMs = Math.min(Math.max(resetMs, attempt * 1000), 60_000);
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
    return send(url, init, attempt + 1);
  }
  const text = await whole(response, what);
  if (!response.ok) {
    const said = text.replace(/[^ -~]+/g, ' ').slice(0, 300);
    throw new Error(
      `${what} was answered ${response.status} ${said}. The deployer needs read:tenant_settings and update:tenant_settings.`,
    );
  }
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  // Auth0 always shows the flags of a tenant.
  if (typeof answer === 'object' && answer !== null && ('flags' in answer || 'access_token' in answer))
    return answer as Answer;
  throw new Error(`${what} was answered with something that is not Auth0's. Check auth0:domain.`);
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
