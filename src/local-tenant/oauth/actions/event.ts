import { randomUUID } from 'node:crypto';
import type { ActionVersion } from '../../state/entities/actions.ts';
import type { ReadableCollections } from '../../state/collections.ts';
import { scopeValues } from '../apis/oidc-scopes.ts';
import type { LoginTransaction } from './login-transaction.ts';
import type { NotEmulated } from './not-emulated.ts';

/** Of a session, Auth0 tells more to Enterprise customers; nothing of it is kept here. */
const refusedOfEvent = ['stats', 'session', 'refresh_token'];

/**
 * The `event` of one Action. What Auth0 documents and has no value here is absent where there can be none (an organization, an
 * agent), and is refused by its name where Auth0 would have one.
 *
 * Source: Auth0, "Actions Triggers: post-login", Event Object.
 *
 * @param of.tenant.domain - its own
 * @param of.tenant.isCustomDomain - whether the login is at another one
 */
export function postLoginEvent(
  entities: ReadableCollections,
  login: LoginTransaction,
  {
    action: { secrets },
    notEmulated,
    tenant,
  }: {
    readonly action: ActionVersion;
    readonly notEmulated: NotEmulated;
    readonly tenant: { readonly domain: string; readonly isCustomDomain: boolean };
  },
): object {
  const { client, connection, api, methods, request } = login;
  const event = {
    authentication: notEmulated.refusing('event.authentication', { methods: structuredClone(methods) }, [
      'riskAssessment',
    ]),
    authorization: { roles: login.user.role_ids.flatMap((id) => entities.roles.get(id)?.name ?? []) },
    client: { client_id: client.client_id, name: client.name, metadata: { ...client.client_metadata } },
    connection: { id: connection.id, name: connection.name, strategy: connection.strategy, metadata: {} },
    request: notEmulated.refusing(
      'event.request',
      {
        ip: request.ip,
        method: request.method,
        hostname: request.hostname,
        user_agent: request.userAgent,
        language: request.language,
        query: { ...login.query },
        body: { ...login.body },
      },
      ['geoip', 'asn'],
    ),
    ...(api !== undefined && { resource_server: { identifier: api.identifier } }),
    secrets: secretsOf(secrets, notEmulated),
    tenant: { id: tenant.domain },
    transaction: transactionOf(login),
    user: userOf(entities, login),
  };
  const refused = tenant.isCustomDomain ? [...refusedOfEvent, 'custom_domain'] : refusedOfEvent;
  return notEmulated.refusing('event', event, refused);
}

/** A secret that was saved before this tenant ran Actions has no value. */
function secretsOf(secrets: ActionVersion['secrets'], notEmulated: NotEmulated): object {
  const values = secrets.flatMap(({ name, secret }) => (secret === undefined ? [] : [[name, secret]]));
  const without = secrets.filter(({ secret }) => secret === undefined).map(({ name }) => name);
  return notEmulated.refusing('event.secrets', Object.fromEntries(values) as object, without);
}

function transactionOf({ protocol, requestedScopes, query, redirectUri }: LoginTransaction): object {
  const lists = ['acr_values', 'prompt', 'response_type', 'ui_locales'];
  const texts = ['state', 'login_hint', 'response_mode', 'correlation_id'];
  return {
    id: randomUUID(),
    protocol,
    requested_scopes: [...requestedScopes],
    locale: 'en',
    metadata: {},
    ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
    ...Object.fromEntries(lists.map((name) => [name, scopeValues(query[name])])),
    ...Object.fromEntries(texts.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]]))),
  };
}

function userOf(entities: ReadableCollections, { user }: LoginTransaction): object {
  const {
    password_hash: _hash,
    password_history: _history,
    sessions_ended_at: _ended,
    role_ids: _roles,
    permissions: _permissions,
    blocked: _blocked,
    connection,
    app_metadata = {},
    user_metadata = {},
    ...profile
  } = user;
  const [provider, userId] = user.user_id.split('|');
  const isEnrolled = entities.authenticationMethods.by('user_id', user.user_id).length > 0;
  return {
    ...profile,
    app_metadata: structuredClone(app_metadata),
    user_metadata: structuredClone(user_metadata),
    enrolledFactors: isEnrolled ? [{ type: 'otp' }] : [],
    multifactor: isEnrolled ? ['guardian'] : [],
    identities: [{ connection, provider, user_id: userId, isSocial: false }],
  };
}
