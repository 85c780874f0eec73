import type * as auth0 from '@pulumi/auth0';
import { getAs } from '../answer.ts';
import { type ManagementClient, pathPart } from '../management-client.ts';
import { clientShape, eachApplication } from './client.ts';
import { changedOnWire, only, readEntity, unlessGone } from './entity.ts';
import { fromWire, type Properties, type PropertyRule, toWire } from '../properties/property-rules.ts';
import type { ResourceType } from './resource-type.ts';
import type { WireObject } from '../paging.ts';
import { written } from './written.ts';

const keys = 'needs keys to be uploaded and attached one by one.';

const rules = {
  clientId: { replaces: true },
  clientSecret: { secret: true },
  authenticationMethod: { wire: 'token_endpoint_auth_method' },
  privateKeyJwt: { unsupported: keys },
  tlsClientAuth: { unsupported: keys },
  selfSignedTlsClientAuth: { unsupported: keys },
  signedRequestObject: { unsupported: keys },
  clientSecretWo: { unsupported: 'is never in any state.' },
  clientSecretWoVersion: { unsupported: 'is never in any state.' },
} as const satisfies Partial<Record<keyof auth0.ClientCredentialsArgs, PropertyRule>>;

const pathOf = (clientId: string) => `/clients/${pathPart(clientId)}`;

/** How an application authenticates: a part of the application, under its id. */
export const clientCredentials: ResourceType<'auth0:index/clientCredentials:ClientCredentials'> = {
  token: 'auth0:index/clientCredentials:ClientCredentials',
  noun: 'credentials',
  readScope: 'read:clients',
  // Auth0 shows a secret to who may read keys. The provider lists an application's keys before it takes its credentials back,
  // and a secret is made anew by who may change keys.
  deployScopes: ['update:clients', 'read:client_keys', 'update:client_keys', 'read:client_credentials'],
  pathOf,
  dashboardPage: (id) => `applications/${id}/credentials`,
  rules,
  listing: eachApplication((application) =>
    fromWire({ ...application, token_endpoint_auth_method: authenticationMethodOf(application) }, rules),
  ),
  isPart: true,
  naturalKey: ({ clientId }) => String(clientId),
  async create(api, { clientId, ...credentials }) {
    const id = String(clientId);
    return { id, properties: await change(api, id, toWire(credentials, rules), credentials) };
  },
  async read(api, id) {
    const found = await readEntity(api, clientShape, pathOf(id));
    return found && shown(found);
  },
  update: (api, id, update) =>
    change(api, id, changedOnWire(update, rules), only(update.desired, update.changed)),
  delete: (api, id) => unlessGone(resetMethod(api, id)),
};

/** Auth0 leaves the secret out where the caller may not read it; then it is empty, as the provider has it. */
function shown(entity: WireObject): Properties {
  return {
    clientId: entity['client_id'],
    authenticationMethod: authenticationMethodOf(entity),
    clientSecret: entity['client_secret'] ?? '',
  };
}

/** How an application authenticates; Auth0 leaves it out where nobody ever stated it. */
const authenticationMethodOf = (entity: WireObject): unknown =>
  entity['token_endpoint_auth_method'] ?? defaultMethod(entity['app_type']);

function defaultMethod(appType: unknown): string {
  if (appType === 'native' || appType === 'spa') return 'none';
  return appType === 'regular_web' || appType === 'non_interactive'
    ? 'client_secret_post'
    : 'client_secret_basic';
}

/** The secret is for whoever may read it alone: it is taken as sent. */
async function change(
  api: ManagementClient,
  id: string,
  body: WireObject,
  desired: Properties,
): Promise<Properties> {
  const { clientSecret: _, ...sent } = desired;
  const path = pathOf(id);
  const answer = await api.patch(path, body);
  return shown(await written(api, { method: 'PATCH', path, answer, shape: clientShape, rules, sent }));
}

async function resetMethod(api: ManagementClient, id: string): Promise<void> {
  const fields = ['client_id', 'name', 'app_type', 'token_endpoint_auth_method'];
  const found = await getAs(api, clientShape, pathOf(id), { fields, include_fields: true });
  const authenticationMethod = defaultMethod(found.app_type);
  if (found.token_endpoint_auth_method !== authenticationMethod)
    await change(api, id, toWire({ authenticationMethod }, rules), { authenticationMethod });
}
