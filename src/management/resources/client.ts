import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { member, objectOf } from '../answer.ts';
import type { ManagementClient } from '../management-client.ts';
import { type Identified, itemsEitherWay, type WireObject } from '../paging.ts';
import { entityType } from './entity.ts';
import { listedIn, type Listing, type Part } from './part.ts';
import { fromWire, isObject, type Properties, type PropertyRule } from '../properties/property-rules.ts';

const rules = {
  crossOriginAuth: { wire: 'cross_origin_authentication' },
  skipNonVerifiableCallbackUriConfirmationPrompt: { as: 'triState', nullable: true },
  jwtConfiguration: { members: { scopes: { as: 'map' }, secretEncoded: { replaces: true } } },
  refreshToken: { members: { policies: { members: { scopes: { wire: 'scope' } } } } },
  clientMetadata: { as: 'map' },
  encryptionKey: { as: 'map', nullable: true, secret: true },
  defaultOrganization: { as: 'switchable', nullable: true },
  crossOriginLoc: { nullable: true },
  sessionTransfer: { nullable: true },
  tokenExchange: {
    nullable: true,
    members: { allowAnyProfileOfTypes: { wire: 'allow_any_profile_of_type' } },
  },
  tokenQuota: { nullable: true },
  fedcmLogin: { nullable: true },
  organizationDiscoveryMethods: { nullable: true },
  asyncApprovalNotificationChannels: { nullable: true },
  addons: { unsupported: 'has names of its own on the wire for every add-on.' },
  oidcBackchannelLogoutUrls: { unsupported: 'is deprecated in favour of oidcLogout.' },
  /** The provider shows it on `ClientCredentials` alone. */
  clientSecret: { hidden: true },
} as const satisfies Partial<Record<keyof auth0.ClientArgs | 'clientSecret', PropertyRule>>;

/** As much of an application as anybody judges by. */
export const clientShape = objectOf({
  client_id: member.id,
  name: z.string(),
  is_first_party: member.flag,
  global: member.flag,
  app_type: member.text,
  token_endpoint_auth_method: member.text,
  callbacks: member.texts,
  grant_types: member.texts,
  oidc_conformant: member.flag,
  cross_origin_authentication: member.flag,
  is_token_endpoint_ip_header_trusted: member.flag,
  jwt_configuration: member.object,
  refresh_token: member.object,
  session_transfer: member.object,
  token_exchange: member.object,
});

interface Applications {
  /** How many there are, Auth0's own left out. */
  readonly count: number;
  readonly kept: readonly Identified<'client_id'>[];
}

/** The applications. */
export const applications: Part<Applications> = {
  name: 'applications',
  async read({ api, wanted: { applicationFields, keepApplication }, onApplications }) {
    const kept: Identified<'client_id'>[] = [];
    let count = 0;
    const fields = [
      ...new Set(['client_id', 'name', 'global', 'is_first_party', 'callbacks', ...applicationFields]),
    ];
    const list = { path: '/clients', items: 'clients', shape: clientShape, fields };
    for await (const application of itemsEitherWay(api, list)) {
      // The global client, Auth0's own.
      if (application.global === true) continue;
      count += 1;
      if (count % 100 === 0) onApplications(count);
      const worthKeeping = keepApplication(application);
      if (worthKeeping) kept.push(worthKeeping);
    }
    return { count, kept };
  },
};

/** Each application as a resource. */
export const eachApplication = (propertiesOf: (application: WireObject) => Properties): Listing =>
  listedIn(applications, ({ kept }) =>
    kept.map((application) => ({ id: application.client_id, properties: propertiesOf(application) })),
  );

/** What is so of every application, whether it was made here or imported. */
export const anyApplication = {
  readScope: 'read:clients',
  deployScopes: ['create:clients', 'update:clients', 'delete:clients'],
  dashboardPage: (id: string) => `applications/${id}/settings`,
  collection: '/clients',
  id: 'client_id',
  shape: clientShape,
} as const;

const entity = entityType({
  ...anyApplication,
  token: 'auth0:index/client:Client',
  noun: 'application',
  called: {
    noun: 'application',
    by: 'name',
    endsWithIt:
      'its client id and secret are refused from then on, and ChatGPT or whatever uses them has to be given new ones',
  },
  rules,
  listing: eachApplication((application) => fromWire(application, rules)),
  createOnly: ['resourceServerIdentifier'],
  creationDefaults: ({ appType, isTokenEndpointIpHeaderTrusted }) =>
    authenticationDefault(appType, isTokenEndpointIpHeaderTrusted),
  naturalKey: ({ name }) => String(name),
  allowsDoubles: true,
  find: clientsNamed,
});

/** An application (Management API v2, `/clients`). Its secret and its way to authenticate belong to `ClientCredentials`. */
export const client: typeof entity = {
  ...entity,
  update: (api, id, update) =>
    entity.update(api, id, { ...update, desired: withoutDroppedMetadata(update.desired, update.live) }),
};

/** What the provider states on creation, so that Auth0 does not fall back to its legacy default. */
function authenticationDefault(appType: unknown, isTokenEndpointIpHeaderTrusted: unknown): WireObject {
  if (appType === 'native' || appType === 'spa') return { token_endpoint_auth_method: 'none' };
  const confidential =
    appType === 'regular_web' ||
    appType === 'non_interactive' ||
    isTokenEndpointIpHeaderTrusted !== undefined;
  return confidential ? { token_endpoint_auth_method: 'client_secret_post' } : {};
}

/** What registered itself may bear any name: it is none of ours. */
async function clientsNamed(
  api: ManagementClient,
  { name, isFirstParty = true }: Properties,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const found of itemsEitherWay(api, {
    path: '/clients',
    items: 'clients',
    query: { is_first_party: isFirstParty === true },
    shape: clientShape,
    fields: ['client_id', 'name', 'is_first_party'],
  })) {
    if (found.name === name && found.is_first_party === isFirstParty) ids.push(found.client_id);
  }
  return ids;
}

/** Auth0 merges metadata: a member goes when it is null. */
function withoutDroppedMetadata(desired: Properties, live: Properties): Properties {
  const { clientMetadata } = desired;
  if (!isObject(clientMetadata) || !isObject(live['clientMetadata'])) return desired;
  const dropped = Object.fromEntries(Object.keys(live['clientMetadata']).map((name) => [name, null]));
  return { ...desired, clientMetadata: { ...dropped, ...clientMetadata } };
}
