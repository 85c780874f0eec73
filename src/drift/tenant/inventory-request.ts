import { isRegistrable, registrableUrls } from '../../../infra/declared-clients.ts';
import type { Settings } from '../../../infra/settings/settings.ts';
import type { DesiredTenant } from '../../../infra/tenant.ts';
import type { WireObject } from '../../management/paging.ts';
import { wireNameOf } from '../../management/properties/property-rules.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import type { Applied } from '../stack/applied.ts';
import { desiredResources } from '../stack/desired.ts';
import type { InventoryRequest } from './inventory.ts';
import { safetyProperties } from '../judgements/judgements.ts';

/** What has to be read of a tenant to compare it with a desired one. */
export function inventoryRequest(
  tenant: DesiredTenant,
  settings: Settings,
  applied: Applied | undefined,
): InventoryRequest {
  const { connector, registrar, publicConnector, documentClients, users, connections, roles } = tenant;
  const clients = [connector, registrar, publicConnector].flatMap((application) => application?.client ?? []);
  const documents = new Set(Object.values(documentClients).map(({ externalClientId }) => externalClientId));
  const ids = new Set(applied?.resources.map(({ id }) => id));
  // Of connections of others nothing is read but what every list shows, and their applications.
  const joined = new Set(connections.map(({ name }) => name));
  const joinedIds = new Set(
    applied?.resources.filter(({ type }) => type === tokens.existingConnection).map(({ id }) => id),
  );
  const isConnectionWanted: InventoryRequest['isConnectionWanted'] = ({ id, name }) =>
    name === users?.name || (ids.has(id) && !joinedIds.has(id));
  const roleNames = new Set(Object.values(roles).map(({ role }) => role.name));
  const registrationIsOpen = settings.registration === 'broker' || settings.registration === 'native';
  const registrable = registrableUrls(settings);
  return {
    applicationFields: [
      'token_endpoint_auth_method',
      'external_client_id',
      ...wireNames(clients.flatMap((client) => Object.keys(client))),
      ...wireNames(safetyProperties(tokens.client)),
    ],
    keepApplication(application) {
      const {
        client_id: id,
        name,
        callbacks,
        is_first_party: firstParty,
        external_client_id: document,
      } = application;
      const isNamed = clients.some((each) => each.name === name && each.isFirstParty === firstParty);
      if (isNamed || ids.has(id) || documents.has(String(document))) return application;
      if (registrationIsOpen && isRegistrant(application, registrable)) return undefined;
      return { client_id: id, name, callbacks, is_first_party: firstParty };
    },
    declared: new Set([...desiredResources(tenant), ...(applied?.resources ?? [])].map(({ type }) => type)),
    isConnectionWanted,
    areItsClientsWanted: (connection) =>
      isConnectionWanted(connection) ||
      joined.has(String(connection['name'])) ||
      joinedIds.has(connection.id),
    isRoleWanted: ({ id, name }) => roleNames.has(String(name)) || ids.has(id),
  };
}

const wireNames = (names: readonly string[]) =>
  names.map((name) => wireNameOf(name, resourceType(tokens.client).rules));

/** A third party that registered itself and can do no more than registration lets it: its callbacks are those that it may have. */
function isRegistrant(
  { is_first_party: firstParty, callbacks }: WireObject,
  registrable: readonly string[],
): boolean {
  return (
    firstParty === false &&
    Array.isArray(callbacks) &&
    callbacks.length > 0 &&
    callbacks.map(String).every((url) => isRegistrable(url, registrable))
  );
}
