import type { DesiredApplication, DesiredTenant } from '../../infra/tenant.ts';
import type { Properties } from '../management/resources/property-rules.ts';
import { type Token, tokens } from '../management/resources/resource-types.ts';

/** The id that Auth0 gave a resource; undefined where the tenant has no such resource. */
export type IdOf = (name: string) => string | undefined;

/** A resource that the program declares. */
export interface DesiredResource {
  /** The logical name. */
  readonly name: string;
  /** Pulumi's type token. */
  readonly type: Token;
  /** Logical names of what it cannot be without: gone with it, and no finding of its own. */
  readonly needs: readonly string[];
  /** Everything that the program states of it, ids of other resources filled in. */
  readonly inputs: (idOf: IdOf) => Properties;
}

const api = 'omnichat-api';

/**
 * The desired tenant as the resources that the program (`infra/index.ts`) registers, in an order in which each could be
 * created; `test/drift/desired.test.ts` holds the two equal.
 */
export function desiredResources(tenant: DesiredTenant): readonly DesiredResource[] {
  const { connector, registrar, publicConnector, thirdPartyGrant, users, roles, settings } = tenant;
  return [
    { name: api, type: tokens.resourceServer, needs: [], inputs: () => tenant.api.resourceServer },
    {
      name: `${api}-scopes`,
      type: tokens.resourceServerScopes,
      needs: [api],
      inputs: () => tenant.api.scopes,
    },
    ...application('connector', connector, [api]),
    ...(registrar ? application('registrar', registrar, []) : []),
    ...(publicConnector ? application('public-connector', publicConnector, [api]) : []),
    ...(thirdPartyGrant
      ? [
          {
            name: 'third-party-grant',
            type: tokens.clientGrant,
            needs: [api],
            inputs: () => thirdPartyGrant,
          },
        ]
      : []),
    { name: 'users', type: tokens.connection, needs: [], inputs: () => users },
    {
      name: 'users-clients',
      type: tokens.connectionClients,
      needs: ['users'],
      inputs: (idOf) => ({
        connectionId: idOf('users'),
        enabledClients: [idOf('connector')].flatMap((id) => id ?? []),
      }),
    },
    ...Object.entries(roles).flatMap(([name, { role, permissions }]): DesiredResource[] => [
      { name, type: tokens.role, needs: [], inputs: () => role },
      {
        name: `${name}-permissions`,
        type: tokens.rolePermissions,
        needs: [name, api],
        inputs: (idOf) => ({ roleId: idOf(name), permissions }),
      },
    ]),
    { name: 'tenant', type: tokens.tenant, needs: [], inputs: () => settings },
  ];
}

function application(
  name: string,
  { client, credentials, grant }: DesiredApplication,
  grantNeeds: readonly string[],
): DesiredResource[] {
  const withClientId = (properties: object) => (idOf: IdOf) => ({ ...properties, clientId: idOf(name) });
  return [
    { name, type: tokens.client, needs: [], inputs: () => client },
    {
      name: `${name}-credentials`,
      type: tokens.clientCredentials,
      needs: [name],
      inputs: withClientId(credentials),
    },
    {
      name: `${name}-grant`,
      type: tokens.clientGrant,
      needs: [name, ...grantNeeds],
      inputs: withClientId(grant),
    },
  ];
}
