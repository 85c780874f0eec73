import type { ReadableCollections } from '../../state/collections.ts';
import type { Client } from '../../state/entities/applications.ts';

/**
 * The application that a request names: by its id, or by the URL of the metadata document that it was imported from. Nobody
 * fetches a document here: one that was not imported is an unknown client. Source: Auth0, "Register Applications with CIMD".
 */
export function namedClient(entities: ReadableCollections, clientId: string): Client | undefined {
  return entities.clients.get(clientId) ?? entities.clients.by('external_client_id', clientId)[0];
}
