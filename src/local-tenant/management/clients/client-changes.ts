import {
  defaultRefreshToken,
  isStrictThirdParty,
  newClient,
  type ClientProperties,
} from '../../rules/client-defaults.ts';
import { forgetGrants } from '../../rules/forgotten-grants.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { Transaction } from '../../state/store.ts';
import { newClientCredential, type CredentialBody } from './client-credential-schema.ts';
import { checkGrantTypes, checkRefreshToken } from './client-rules.ts';
import type { CreateClientBody, UpdateClientBody } from './client-schema.ts';
import { removeClientGrant } from '../client-grants.ts';
import { inexistent, invalidBody, notAllowed } from '../errors.ts';
import { forgetInOrganizations } from '../forgotten.ts';
import { patched, withoutNulls } from '../patch.ts';
import { checkStrictThirdParty } from './third-party-clients.ts';

const mergedProperties = [
  'jwt_configuration',
  'client_metadata',
  'mobile',
  'native_social_login',
  'session_transfer',
  'signed_request_object',
];

const sessionTransferDefaults = {
  can_create_session_transfer_token: false,
  allowed_authentication_methods: [],
  enforce_device_binding: 'ip',
  allow_refresh_token: false,
  enforce_online_refresh_tokens: true,
  enforce_cascade_revocation: true,
};

/** What a new application with settings of logouts is told of, unless it chose. */
const logoutDefaults = {
  backchannel_logout_initiators: { mode: 'custom', selected_initiators: ['rp-logout', 'idp-logout'] },
};

/** What Auth0 makes up for a new application, where a seed states it. */
export type StatedIdentity = Partial<Pick<Client, 'client_id' | 'client_secret'>>;

/** Adds the application that the body describes, with its credentials. */
export function createClient(
  tenant: Transaction,
  body: CreateClientBody,
  nowMs: number,
  stated: StatedIdentity = {},
): Client {
  const {
    client_authentication_methods: methods,
    signed_request_object: requestObject,
    token_vault_privileged_access: privileged,
    oidc_backchannel_logout: logout,
    ...properties
  } = body;
  if (methods && body.token_endpoint_auth_method !== undefined) {
    throw invalidBody("'token_endpoint_auth_method' and 'client_authentication_methods' exclude each other.");
  }
  const made = {
    ...withSessionTransfer(
      newClient(
        withoutNulls({
          ...properties,
          ...(logout && { oidc_backchannel_logout: logout }),
          ...(properties.oidc_logout && { oidc_logout: { ...logoutDefaults, ...properties.oidc_logout } }),
        }) as ClientProperties,
      ),
    ),
    ...stated,
  };
  if (isStrictThirdParty(made)) checkStrictThirdParty(made);
  checkGrantTypes(made, body.grant_types !== undefined);
  checkRefreshToken(made, body.refresh_token);
  const referTo = (
    bodies: readonly CredentialBody[],
  ): { readonly credentials: { readonly id: string }[] } => ({
    credentials: bodies.map((described) => {
      const added = newClientCredential(made.client_id, described, nowMs);
      tenant.clientCredentials.put(added);
      return { id: added.id };
    }),
  });
  const { credentials: signed, ...signing } = requestObject ?? {};
  const client: Client = {
    ...made,
    ...(methods && {
      client_authentication_methods: Object.fromEntries(
        Object.entries(methods).map(([method, { credentials }]) => [method, referTo(credentials)]),
      ),
    }),
    ...(privileged && {
      token_vault_privileged_access: { ...privileged, ...referTo(privileged.credentials) },
    }),
    ...(requestObject && { signed_request_object: { ...signing, ...(signed && referTo(signed)) } }),
  };
  tenant.clients.put(client);
  linkToApi(tenant, client);
  const { flags } = tenant.documents.settings;
  if (client.is_first_party && flags['enable_client_connections'] === true)
    enableEverywhere(tenant, client.client_id);
  return client;
}

/** The application with the changes of the body. */
export function updatedClient(client: Client, body: UpdateClientBody): Client {
  if (client.global === true) return updatedGlobalClient(client, body);
  if (body.is_first_party !== undefined && body.is_first_party !== client.is_first_party) {
    throw invalidBody("The 'is_first_party' property of a client cannot be changed.");
  }
  const { refresh_token: refreshToken, oidc_backchannel_logout: logout, ...rest } = body;
  const changes = {
    ...(logout !== undefined && { oidc_logout: null, oidc_backchannel_logout: logout }),
    ...rest,
    ...(rest.oidc_logout && Object.keys(rest.oidc_logout).length === 0 && { oidc_logout: null }),
    ...(rest.initiate_login_uri === '' && { initiate_login_uri: null }),
  };
  const next = withSessionTransfer(patched(client, changes, mergedProperties));
  const updated: Client = {
    ...next,
    refresh_token:
      refreshToken === null
        ? defaultRefreshToken(next.is_first_party, next.token_endpoint_auth_method)
        : patched(next.refresh_token, refreshToken ?? {}),
  };
  if (isStrictThirdParty(updated)) checkStrictThirdParty(updated);
  checkGrantTypes(updated, body.grant_types !== undefined);
  checkRefreshToken(updated, refreshToken);
  return updated;
}

/** What stands for all applications has a login page, and nothing else to change. */
function updatedGlobalClient(client: Client, body: UpdateClientBody): Client {
  if (Object.keys(body).every((name) => name.startsWith('custom_login_page'))) return patched(client, body);
  throw notAllowed('The global client cannot be changed.');
}

/** The credentials that an application authenticates or signs its requests with. */
export function usedCredentials(client: Client): readonly string[] {
  const references = [
    ...Object.values(client.client_authentication_methods ?? {}).flatMap(({ credentials }) => credentials),
    ...(client.signed_request_object?.credentials ?? []),
    ...(client.token_vault_privileged_access?.credentials ?? []),
  ];
  return references.map(({ id }) => id);
}

/** Refuses credentials of another application. */
export function checkCredentialReferences(tenant: Transaction, client: Client): void {
  for (const id of usedCredentials(client)) {
    if (tenant.clientCredentials.get(id)?.client_id !== client.client_id) {
      throw invalidBody(`The credential ${id} does not belong to this client.`);
    }
  }
}

/** Removes an application and all that hangs on it. What does not exist is no error, as Auth0 has it. */
export function deleteClient(tenant: Transaction, id: string): void {
  const client = tenant.clients.get(id);
  if (!client) return;
  if (client.global === true) throw notAllowed('Global client cannot be deleted.');
  for (const grant of tenant.clientGrants.by('client_id', id)) removeClientGrant(tenant, grant.id);
  for (const credential of tenant.clientCredentials.by('client_id', id))
    tenant.clientCredentials.remove(credential.id);
  for (const connection of tenant.connections.by('enabled_client', id)) {
    const enabled_clients = connection.enabled_clients.filter((clientId) => clientId !== id);
    tenant.connections.put({ ...connection, enabled_clients });
  }
  forgetInOrganizations(tenant, 'client_id', id);
  unlinkFromApi(tenant, client);
  forgetGrants(tenant, 'clientId', [id, client.external_client_id ?? id]);
  tenant.clients.remove(id);
}

function withSessionTransfer(client: Client): Client {
  if (!client.session_transfer) return client;
  const session_transfer = withoutNulls({
    ...sessionTransferDefaults,
    ...client.session_transfer,
  }) as Readonly<Record<string, unknown>>;
  return { ...client, session_transfer };
}

function linkToApi(tenant: Transaction, { client_id, resource_server_identifier: identifier }: Client): void {
  if (identifier === undefined) return;
  const api = tenant.resourceServers.by('identifier', identifier)[0];
  if (!api) throw inexistent('resource server');
  tenant.resourceServers.put({ ...api, client_id });
}

function unlinkFromApi(tenant: Transaction, client: Client): void {
  const [api] = tenant.resourceServers.by('identifier', client.resource_server_identifier ?? '');
  if (api?.client_id !== client.client_id) return;
  const { client_id: _clientId, ...alone } = api;
  tenant.resourceServers.put(alone);
}

function enableEverywhere(tenant: Transaction, clientId: string): void {
  for (const connection of tenant.connections.values()) {
    tenant.connections.put({ ...connection, enabled_clients: [...connection.enabled_clients, clientId] });
  }
}
