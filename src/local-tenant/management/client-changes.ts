import {
  defaultRefreshToken,
  isStrictThirdParty,
  newClient,
  type ClientProperties,
} from '../client-defaults.ts';
import type { Client } from '../entities.ts';
import type { Transaction } from '../store.ts';
import { newClientCredential } from './client-credential-schema.ts';
import type { CreateClientBody, UpdateClientBody } from './client-schema.ts';
import { invalidBody, notAllowed } from './errors.ts';
import { patched, withoutNulls } from './patch.ts';
import { checkStrictThirdParty } from './third-party-clients.ts';

const MERGED = ['jwt_configuration', 'refresh_token', 'client_metadata'];

/** Adds the application that the body describes, with its credentials. */
export function createClient(tenant: Transaction, body: CreateClientBody, now: number): Client {
  const { client_authentication_methods: methods, ...properties } = body;
  if (methods && body.token_endpoint_auth_method !== undefined) {
    throw invalidBody("'token_endpoint_auth_method' and 'client_authentication_methods' exclude each other.");
  }
  const made = newClient(withoutNulls(properties) as ClientProperties);
  if (isStrictThirdParty(made)) checkStrictThirdParty(made);
  const credentials = methods?.private_key_jwt?.credentials.map((key) =>
    newClientCredential(made.client_id, key, now),
  );
  for (const credential of credentials ?? []) tenant.clientCredentials.put(credential);
  const client = credentials
    ? {
        ...made,
        client_authentication_methods: {
          private_key_jwt: { credentials: credentials.map(({ id }) => ({ id })) },
        },
      }
    : made;
  tenant.clients.put(client);
  const { flags } = tenant.documents.settings;
  if (client.is_first_party && flags['enable_client_connections'] === true)
    enableEverywhere(tenant, client.client_id);
  return client;
}

/** The application with the changes of the body. */
export function updatedClient(client: Client, body: UpdateClientBody): Client {
  if (client.global === true && Object.keys(body).some((name) => !name.startsWith('custom_login_page'))) {
    throw notAllowed('The global client cannot be changed.');
  }
  if (body.is_first_party !== undefined && body.is_first_party !== client.is_first_party) {
    throw invalidBody("The 'is_first_party' property of a client cannot be changed.");
  }
  const { refresh_token: refreshToken, ...rest } = body;
  const next = patched(
    client,
    rest.initiate_login_uri === '' ? { ...rest, initiate_login_uri: null } : rest,
    MERGED,
  );
  const updated: Client = {
    ...next,
    refresh_token:
      refreshToken === null
        ? defaultRefreshToken(next.is_first_party, next.token_endpoint_auth_method)
        : patched(next.refresh_token, refreshToken ?? {}),
  };
  if (isStrictThirdParty(updated)) checkStrictThirdParty(updated);
  return updated;
}

/** Refuses credentials of another application. */
export function checkCredentialReferences(tenant: Transaction, client: Client): void {
  for (const { id } of client.client_authentication_methods?.private_key_jwt?.credentials ?? []) {
    if (tenant.clientCredentials.get(id)?.client_id !== client.client_id) {
      throw invalidBody(`The credential ${id} does not belong to this client.`);
    }
  }
}

function enableEverywhere(tenant: Transaction, clientId: string): void {
  for (const connection of tenant.connections.values()) {
    tenant.connections.put({ ...connection, enabled_clients: [...connection.enabled_clients, clientId] });
  }
}

/** Removes an application and all that hangs on it. What does not exist is no error, as Auth0 has it. */
export function deleteClient(tenant: Transaction, id: string): void {
  if (tenant.clients.get(id)?.global === true) throw notAllowed('The global client cannot be deleted.');
  for (const grant of tenant.clientGrants.by('client_id', id)) tenant.clientGrants.remove(grant.id);
  for (const credential of tenant.clientCredentials.by('client_id', id))
    tenant.clientCredentials.remove(credential.id);
  for (const connection of tenant.connections.by('enabled_client', id)) {
    const enabled_clients = connection.enabled_clients.filter((clientId) => clientId !== id);
    tenant.connections.put({ ...connection, enabled_clients });
  }
  tenant.clients.remove(id);
}
