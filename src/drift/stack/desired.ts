import type { DesiredApplication, DesiredTenant } from '../../../infra/tenant.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';

/** The id that Auth0 gave a resource; undefined where the tenant has no such resource. */
export type IdOf = (name: string) => string | undefined;

/** Several resources under one name; nothing at Auth0. */
export interface Component {
  readonly type: string;
  readonly name: string;
}

/** A resource that the program declares. */
export interface DesiredResource {
  /** The logical name. */
  readonly name: string;
  /** Pulumi's type token. */
  readonly type: Token;
  /** Logical names of what it cannot be without: gone with it, and no finding of its own. */
  readonly needs: readonly string[];
  /** The component that it is a part of. */
  readonly component?: Component;
  /** Everything that the program states of it, ids of other resources filled in. */
  readonly inputs: (idOf: IdOf) => Properties;
}

const api = 'omnichat-api';
const scopedApi = { type: 'omnichat:auth0:ScopedApi', name: api };
const userDatabase = { type: 'omnichat:auth0:UserDatabase', name: 'users' };
const permittedRole = (name: string) => ({ type: 'omnichat:auth0:PermittedRole', name });

/**
 * The desired tenant as the resources that the program (`infra/index.ts`) registers, in an order in which each could be
 * created; `test/drift/desired.test.ts` holds the two equal.
 */
export function desiredResources(tenant: DesiredTenant): readonly DesiredResource[] {
  const {
    connector,
    registrar,
    publicConnector,
    thirdPartyGrant,
    users,
    connections,
    roles,
    settings,
    issuerIdentification,
    documentClients,
  } = tenant;
  return [
    {
      name: api,
      type: tokens.resourceServer,
      needs: [],
      component: scopedApi,
      inputs: () => tenant.api.resourceServer,
    },
    {
      name: `${api}-scopes`,
      type: tokens.resourceServerScopes,
      needs: [api],
      component: scopedApi,
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
    ...(users ? ownUsers(users) : []),
    ...connections.flatMap(joined),
    ...Object.entries(roles).flatMap(([name, { role, permissions }]): DesiredResource[] => [
      { name, type: tokens.role, needs: [], component: permittedRole(name), inputs: () => role },
      {
        name: `${name}-permissions`,
        type: tokens.rolePermissions,
        needs: [name, api],
        component: permittedRole(name),
        inputs: (idOf) => ({ roleId: idOf(name), permissions }),
      },
    ]),
    {
      name: 'issuer-identification',
      type: tokens.issuerIdentification,
      needs: [],
      inputs: () => issuerIdentification,
    },
    ...single('attack-protection', tokens.attackProtection, tenant.attackProtection),
    ...single('audit-log', tokens.logStream, tenant.auditLog),
    ...single('registration-acl', tokens.networkAcl, tenant.registrationAcl),
    ...(tenant.stepUp ? stepUp(tenant.stepUp) : []),
    { name: 'tenant', type: tokens.tenant, needs: [], inputs: () => settings },
    ...Object.entries(documentClients).map(([name, document]): DesiredResource => ({
      name: `${name}-document`,
      type: tokens.clientCimd,
      needs: [],
      inputs: () => document,
    })),
  ];
}

const ownUsers = (users: object): readonly DesiredResource[] => [
  {
    name: 'users',
    type: tokens.connection,
    needs: [],
    component: userDatabase,
    inputs: () => ({ ...users }),
  },
  {
    name: 'users-clients',
    type: tokens.connectionClients,
    needs: ['users'],
    component: userDatabase,
    inputs: (idOf) => ({
      connectionId: idOf('users'),
      enabledClients: [idOf('connector')].flatMap((id) => id ?? []),
    }),
  },
];

/** A connection of others, and the connector among its applications. */
function joined(connection: DesiredTenant['connections'][number]): readonly DesiredResource[] {
  const name = `${connection.name}-connection`;
  return [
    { name, type: tokens.existingConnection, needs: [], inputs: () => ({ ...connection }) },
    {
      name: `${name}-connector`,
      type: tokens.connectionClient,
      needs: [name, 'connector'],
      inputs: (idOf) => ({ connectionId: idOf(name), clientId: idOf('connector') }),
    },
  ];
}

const stepUp = ({ action, binding }: NonNullable<DesiredTenant['stepUp']>): readonly DesiredResource[] => [
  { name: 'step-up', type: tokens.action, needs: [], inputs: () => action },
  {
    name: 'step-up-binding',
    type: tokens.triggerAction,
    needs: ['step-up'],
    inputs: (idOf) => ({ ...binding, actionId: idOf('step-up') }),
  },
];

/** A resource that stands alone, where it is declared. */
const single = (name: string, type: Token, inputs: object | undefined): readonly DesiredResource[] =>
  inputs === undefined ? [] : [{ name, type, needs: [], inputs: () => ({ ...inputs }) }];

function application(
  name: string,
  { client, credentials, grant }: DesiredApplication,
  grantNeeds: readonly string[],
): DesiredResource[] {
  const component = { type: 'omnichat:auth0:Application', name };
  const withClientId = (properties: object) => (idOf: IdOf) => ({ ...properties, clientId: idOf(name) });
  return [
    { name, type: tokens.client, needs: [], component, inputs: () => client },
    {
      name: `${name}-credentials`,
      type: tokens.clientCredentials,
      needs: [name],
      component,
      inputs: withClientId(credentials),
    },
    {
      name: `${name}-grant`,
      type: tokens.clientGrant,
      needs: [name, ...grantNeeds],
      component,
      inputs: withClientId(grant),
    },
  ];
}
