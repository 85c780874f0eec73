import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { ReadableCollections } from '../collections.ts';
import { clientMetadata } from './client-metadata.ts';

/** Where oidc-provider finds an application: among the tenant's clients, as they are at this moment. */
export function clientAdapter(entities: ReadableCollections): Pick<Adapter, 'find'> {
  return {
    async find(id) {
      const client = entities.clients.get(id);
      return client === undefined || client.global === true ? undefined : clientMetadata(client);
    },
  };
}
