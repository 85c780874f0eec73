import { desiredTenant } from '../../../infra/tenant.ts';
import type { Settings } from '../../../infra/settings/settings.ts';
import type { ManagementClient } from '../../management/management-client.ts';
import { itemsByCheckpoint, itemsEitherWay } from '../../management/paging.ts';
import { clientGrantShape } from '../../management/resources/client-grant.ts';
import { clientShape } from '../../management/resources/client.ts';
import { logScope, searchLog } from '../../management/tenant-log.ts';

/** The scopes of the Management API that the look takes. */
export const clientsScopes = ['read:clients', 'read:client_grants', logScope];

/** An application of a third party: mostly, one that registered itself. */
export interface ThirdPartyClient {
  readonly clientId: string;
  readonly name: string;
  /** Whether the program declares an application of that name. */
  readonly declared: boolean;
  /** What it may ask people for: `files:read` of our API, or `scope of AUDIENCE`. */
  readonly mayAskFor: readonly string[];
  /** Its earliest event in the log, ISO 8601; undefined where there is none. */
  readonly firstSeen?: string;
  /** Whether that event is its registration. */
  readonly registrationSeen: boolean;
  /** Its latest event. */
  readonly lastSeen?: string;
}

/** What a tenant holds of third parties, and from when on its log tells. */
export interface ThirdPartyClients {
  /** ISO 8601; undefined where the log is empty. */
  readonly logSince?: string;
  readonly clients: readonly ThirdPartyClient[];
}

/**
 * Reads a tenant's third-party applications, with what the log says of each: two requests an application.
 *
 * @throws {ManagementError} when the tenant refuses
 */
export async function thirdPartyClients(
  client: ManagementClient,
  settings: Settings,
): Promise<ThirdPartyClients> {
  const { apiIdentifier } = settings;
  const grants = await mayAskFor(client, apiIdentifier);
  const declaredNames = new Set(declaredThirdParties(settings));
  const [first] = await searchLog(client, { count: 1, sort: 'date:1' });
  const clients: ThirdPartyClient[] = [];
  const fields = ['client_id', 'name', 'is_first_party', 'global'];
  for await (const application of itemsEitherWay(client, {
    path: '/clients',
    items: 'clients',
    shape: clientShape,
    fields,
  })) {
    if (application.global === true || application.is_first_party !== false) continue;
    const { client_id: clientId, name } = application;
    const query = `client_id:"${clientId}"`;
    const [earliest] = await searchLog(client, { count: 1, query, sort: 'date:1' });
    const [latest] = earliest === undefined ? [] : await searchLog(client, { count: 1, query });
    clients.push({
      clientId,
      name,
      declared: declaredNames.has(name),
      mayAskFor: grants.get(clientId) ?? grants.get(everyThirdParty) ?? [],
      registrationSeen: earliest?.type === 'sapi',
      ...(earliest !== undefined && { firstSeen: earliest.date }),
      ...(latest !== undefined && { lastSeen: latest.date }),
    });
  }
  return { ...(first !== undefined && { logSince: first.date }), clients };
}

const everyThirdParty = 'third_party_clients';

/** By the application's id, or for all of them. */
async function mayAskFor(
  client: ManagementClient,
  apiIdentifier: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byHolder = new Map<string, string[]>();
  for await (const grant of itemsByCheckpoint(client, {
    path: '/client-grants',
    items: 'client_grants',
    shape: clientGrantShape,
  })) {
    const holder = grant.client_id ?? grant.default_for;
    if (!holder) continue;
    const scopes = grant.allow_all_scopes === true ? ['all scopes'] : (grant.scope ?? []);
    const named = scopes.map((scope) =>
      grant.audience === apiIdentifier ? scope : `${scope} of ${grant.audience}`,
    );
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), ...named]);
  }
  return byHolder;
}

function declaredThirdParties(settings: Settings): readonly string[] {
  const { publicConnector } = desiredTenant(settings);
  return publicConnector?.client.name === undefined ? [] : [publicConnector.client.name];
}
