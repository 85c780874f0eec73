import * as pulumi from '@pulumi/pulumi';
import type { DesiredTenant } from '../tenant.ts';
import { managementApi, type ManagementApi, requestManagement } from './management-api.ts';

type Inputs = DesiredTenant['issuerIdentification'];

interface State extends Inputs {
  /** JSON of what the tenant held before this changed it, for a delete to put back; absent where it changed nothing. */
  readonly previous?: string;
}

interface Provider extends pulumi.dynamic.ResourceProvider<Inputs, State> {
  /** Set by Pulumi's process before all else; in no state. */
  api?: ManagementApi;
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

/** Written into the state as text, as `management-api.ts` is. */
const provider: Provider = {
  configure({ config }) {
    this.api = managementApi(config);
    return Promise.resolve();
  },

  async create(inputs) {
    return { id: 'tenants/settings', outs: await bring(this.api, inputs) };
  },

  async read(id, state) {
    const inputs = { authorizationResponseIssParameterSupported: (await live(this.api)) === true };
    return { id, props: { ...state, ...inputs }, inputs };
  },

  diff: (_id, olds, news) =>
    Promise.resolve({
      changes:
        olds.authorizationResponseIssParameterSupported !== news.authorizationResponseIssParameterSupported,
    }),

  async update(_id, { previous }, inputs) {
    return { outs: await bring(this.api, inputs, previous) };
  },

  async delete(_id, { authorizationResponseIssParameterSupported: applied, previous }) {
    if (previous === undefined || previous === JSON.stringify(applied)) return;
    if ((await live(this.api)) === applied) await change(this.api, JSON.parse(previous) as boolean | null);
  },
};

/** Makes it as declared, and tells what the state is to hold. */
async function bring(api: ManagementApi | undefined, inputs: Inputs, previous?: string): Promise<State> {
  const { authorizationResponseIssParameterSupported: wanted } = inputs;
  const before = await live(api);
  if (before === wanted) return previous === undefined ? inputs : { ...inputs, previous };
  await change(api, wanted);
  return { ...inputs, previous: previous ?? JSON.stringify(before) };
}

/** What the tenant holds; null where nobody ever set it. */
async function live(api: ManagementApi | undefined): Promise<unknown> {
  return (await request(api, 'GET')).authorization_response_iss_parameter_supported ?? null;
}

/** A change is believed when it is seen. */
async function change(api: ManagementApi | undefined, value: boolean | null): Promise<void> {
  const body = { authorization_response_iss_parameter_supported: value };
  const answer = await request(api, 'PATCH', body);
  if ((answer.authorization_response_iss_parameter_supported ?? null) === value) return;
  if ((await live(api)) === value) return;
  throw new Error(
    `${api?.domain} took authorization_response_iss_parameter_supported: ${value} and does not hold it. Run it again.`,
  );
}

interface TenantSettings {
  readonly authorization_response_iss_parameter_supported?: boolean | null;
}

/** Auth0 always shows the flags of a tenant. */
const isTenantSettings = (answer: unknown): answer is TenantSettings =>
  typeof answer === 'object' && answer !== null && 'flags' in answer;

const request = (api: ManagementApi | undefined, method: 'GET' | 'PATCH', body?: object) =>
  requestManagement(api, {
    method,
    path: '/tenants/settings',
    ...(body !== undefined && { body }),
    isAnswer: isTenantSettings,
    what: 'The tenant setting authorization_response_iss_parameter_supported',
    scopes: 'read:tenant_settings and update:tenant_settings',
  });
