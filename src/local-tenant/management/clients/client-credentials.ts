import * as z from 'zod';
import type { Client, ClientCredential } from '../../state/entities/applications.ts';
import { credentialBody, newClientCredential } from './client-credential-schema.ts';
import { usedCredentials } from './client-changes.ts';
import { showCredential } from './client-view.ts';
import { conflict, inexistent } from '../errors.ts';
import { pageParameters } from '../listing.ts';
import { patched } from '../patch.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { propertyCount } from '../validation.ts';

const collection = '/clients/:client_id/credentials';
const item = `${collection}/:credential_id`;

/** `/clients/{id}/credentials`: the keys and certificates of an application. */
export function clientCredentialRoutes({ store, now }: ManagementContext): readonly Route[] {
  function client(params: Readonly<Record<string, string>>): Client {
    const found = store.read.clients.get(params['client_id'] ?? '');
    if (!found) throw inexistent('client');
    return found;
  }

  function existing(params: Readonly<Record<string, string>>): ClientCredential {
    const credential = store.read.clientCredentials.get(params['credential_id'] ?? '');
    if (credential?.client_id !== client(params).client_id) throw inexistent('credential');
    return credential;
  }

  return [
    route({
      method: 'GET',
      path: collection,
      scopes: ['read:client_credentials'],
      // Auth0 takes the paging parameters here, and answers a plain list all the same.
      query: z.strictObject(pageParameters),
      handle: ({ params }) => ({
        status: 200,
        // The newest comes first.
        body: store.read.clientCredentials
          .by('client_id', client(params).client_id)
          .map(showCredential)
          .toReversed(),
      }),
    }),
    route({
      method: 'POST',
      path: collection,
      scopes: ['create:client_credentials'],
      body: credentialBody,
      handle: async ({ params, body }) => {
        const credential = newClientCredential(client(params).client_id, body, now());
        await store.write((tenant) => {
          tenant.clientCredentials.put(credential);
        });
        return { status: 201, body: showCredential(credential) };
      },
    }),
    route({
      method: 'GET',
      path: item,
      scopes: ['read:client_credentials'],
      handle: ({ params }) => ({ status: 200, body: showCredential(existing(params)) }),
    }),
    route({
      method: 'PATCH',
      path: item,
      scopes: ['update:client_credentials'],
      body: z
        .strictObject({ expires_at: z.iso.datetime({ offset: true }).nullable().exactOptional() })
        .check(propertyCount({ minimum: 1 })),
      handle: async ({ params, body }) => {
        const updated = await store.write((tenant) => {
          const time = new Date(now()).toISOString();
          const changes = body.expires_at ? { expires_at: new Date(body.expires_at).toISOString() } : body;
          const credential = { ...patched(existing(params), changes), updated_at: time };
          tenant.clientCredentials.put(credential);
          return credential;
        });
        return { status: 200, body: showCredential(updated) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: item,
      scopes: ['delete:client_credentials'],
      change: (tenant, { params }) => {
        const owner = client(params);
        const id = params['credential_id'] ?? '';
        // Deleting what does not exist is no error, as Auth0 has it.
        if (tenant.clientCredentials.get(id)?.client_id !== owner.client_id) return;
        if (usedCredentials(owner).includes(id)) {
          throw conflict('The credential is in use by the client.', 'credential_in_use');
        }
        tenant.clientCredentials.remove(id);
      },
    }),
  ];
}
