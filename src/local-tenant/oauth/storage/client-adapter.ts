import type { Adapter } from 'oidc-provider/lib/provider.js';
import type { Store } from '../../state/store.ts';
import { clientMetadata } from '../clients/client-metadata.ts';
import { clientFromMetadata } from '../clients/registration.ts';
import { namedClient } from '../clients/named-client.ts';

/** Where oidc-provider finds an application, as it is at this moment, and where it puts one that registers itself. */
export function clientAdapter(store: Store): Pick<Adapter, 'find' | 'upsert'> {
  return {
    async find(id) {
      const client = namedClient(store.read, id);
      return client === undefined || client.global === true
        ? undefined
        : { ...clientMetadata(store.read, client), client_id: id };
    },
    async upsert(_id, metadata) {
      await store.write(({ clients, documents }) => {
        clients.put(clientFromMetadata(metadata, documents.settings));
      });
    },
  };
}
