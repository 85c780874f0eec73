import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { clientAt, isLoopbackUrl, knownClients, type McpClient } from '../../../infra/declared-clients.ts';
import { isLoopbackHost } from '../../../infra/settings.ts';
import { deployCommand } from '../../engine/stack-commands.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import type { LiveResource } from '../tenant/live-resource.ts';
import { valueAt } from '../findings/property-path.ts';
import type { AuditFinding } from './audit-report.ts';
import { auditFinding, type AuditedTenant, nameOf } from './audited-tenant.ts';

/** A client's callback on a person's own machine may be any program's: it tells nothing of an application. */
const clientOf = ({ properties: { callbacks } }: LiveResource): McpClient | undefined =>
  (Array.isArray(callbacks) ? callbacks.map(String) : [])
    .filter((url) => !isLoopbackUrl(url))
    .flatMap((url) => clientAt(url) ?? [])[0];

/** What ChatGPT, or any OAuth 2.1 connector, would look for in vain (OpenAI "Authentication"; MCP "Authorization"). */
export function judgeReadiness(tenant: AuditedTenant): readonly AuditFinding[] {
  const { settings } = tenant;
  const found = [
    ...(settings ? settingsFindings(settings) : []),
    ...apiFindings(tenant),
    ...registrationFindings(tenant),
    ...importFindings(tenant),
    ...thirdPartyFindings(tenant),
  ];
  return found.map((finding) => auditFinding(tenant, { kind: 'missing', ...finding }));
}

type Missing = Omit<AuditFinding, 'kind' | 'dashboardUrl'>;

const patchSettings = (body: object) => `auth0 api patch tenants/settings --data '${JSON.stringify(body)}'`;

const ofTenant = { type: tokens.tenant, name: 'tenant settings', id: 'tenants/settings' } as const;

function settingsFindings({ properties }: LiveResource): readonly Missing[] {
  const { resourceParameterProfile, authorizationResponseIssParameterSupported } = properties;
  return [
    ...(resourceParameterProfile === 'compatibility'
      ? []
      : [
          {
            ...ofTenant,
            severity: 'high',
            path: 'resourceParameterProfile',
            expected: 'compatibility',
            actual: resourceParameterProfile,
            why: 'ChatGPT names the API with `resource` (RFC 8707): without this its tokens are for nobody.',
            mend: patchSettings({ resource_parameter_profile: 'compatibility' }),
          } as const,
        ]),
    ...(authorizationResponseIssParameterSupported === true
      ? []
      : [
          {
            ...ofTenant,
            severity: 'medium',
            path: 'authorizationResponseIssParameterSupported',
            expected: true,
            actual: authorizationResponseIssParameterSupported ?? false,
            why: 'Without `iss` in authorization responses (RFC 9207) ChatGPT uses a callback URL of its own for each connector.',
            mend: patchSettings({ authorization_response_iss_parameter_supported: true }),
          } as const,
        ]),
  ];
}

/** An audit knows no stack but the one of a tenant on this machine. */
const deploy = ({ domain }: AuditedTenant) =>
  deployCommand({ stack: isLoopbackHost(domain) ? 'local' : 'STACK' });

function apiFindings(tenant: AuditedTenant): readonly Missing[] {
  const { apis } = tenant;
  if (apis === undefined) return [];
  const usable = apis.filter(
    ({ properties, scopeCount }) => scopeCount > 0 && properties['signingAlg'] === 'RS256',
  );
  if (usable.length === 0) {
    return [
      {
        type: tokens.resourceServer,
        name: 'an API',
        severity: 'high',
        why: 'No API with scopes signs with RS256: a connector has nothing to ask a token for.',
        mend: deploy(tenant),
      },
    ];
  }
  return usable
    .filter(({ properties }) => properties['allowOfflineAccess'] !== true)
    .map((api) => ({
      type: tokens.resourceServer,
      name: nameOf(api),
      id: api.id,
      severity: 'medium',
      path: 'allowOfflineAccess',
      expected: true,
      actual: false,
      why: 'A connector gets no refresh token: people have to link it again and again.',
      mend: `auth0 api patch resource-servers/${api.id} --data '{"allow_offline_access":true}'`,
    }));
}

/** Whether strangers can become applications of the tenant, by registration or by import. */
function strangersCanCome({ settings }: AuditedTenant): boolean {
  return (
    settings !== undefined &&
    (valueAt(settings.properties, 'flags.enableDynamicClientRegistration') === true ||
      settings.properties['clientIdMetadataDocumentSupported'] === true)
  );
}

function connectorsOf({ applications }: AuditedTenant): readonly LiveResource[] {
  return (applications ?? []).filter((application) => clientOf(application) !== undefined);
}

function registrationFindings(tenant: AuditedTenant): readonly Missing[] {
  if (tenant.applications === undefined || tenant.settings === undefined) return [];
  const connectors = connectorsOf(tenant);
  if (connectors.length === 0 && !strangersCanCome(tenant)) {
    return [
      {
        type: tokens.client,
        name: 'an application for ChatGPT',
        severity: 'high',
        path: 'callbacks',
        expected: chatgptStableCallbackUrl,
        why: 'No application has a callback URL of ChatGPT, and ChatGPT cannot register one: it cannot link.',
        mend: deploy(tenant),
      },
    ];
  }
  return connectors.flatMap((connector) => grantFindings(tenant, connector));
}

/**
 * Whoever sees that a tenant takes metadata documents names its own, and Auth0 knows those alone that were imported: of ChatGPT, and of
 * every client that the tenant has an application for.
 */
function importFindings({ applications, settings }: AuditedTenant): readonly Missing[] {
  if (applications === undefined || settings?.properties['clientIdMetadataDocumentSupported'] !== true)
    return [];
  const imported = new Set(applications.map(({ properties }) => properties['externalClientId']));
  const expected = new Set(['chatgpt', ...applications.flatMap((each) => clientOf(each)?.name ?? [])]);
  return knownClients.flatMap(({ name, title, clientIdMetadataUrl: url }) =>
    url === undefined || !expected.has(name) || imported.has(url)
      ? []
      : [
          {
            type: tokens.client,
            name: `the client ID metadata document of ${title}`,
            severity: 'high',
            path: 'externalClientId',
            expected: url,
            why: `The tenant says that it takes such documents, so ${title} names its own; it was not imported, and login ends in "Unknown client".`,
            mend: `auth0 api post clients/cimd/register --data '{"external_client_id":"${url}"}'`,
          },
        ],
  );
}

/** An API that wants grants gives a connector without one no token. */
function grantFindings({ apis, grants }: AuditedTenant, connector: LiveResource): readonly Missing[] {
  if (apis === undefined || grants === undefined) return [];
  const forUsers = grants.filter(
    ({ properties: { clientId, subjectType, defaultFor } }) =>
      subjectType === 'user' &&
      (clientId === connector.id ||
        (defaultFor !== undefined && connector.properties['isFirstParty'] === false)),
  );
  const needsGrant =
    connector.properties['isFirstParty'] === false ||
    (apis.length > 0 &&
      apis.every(
        ({ properties }) =>
          valueAt(properties, 'subjectTypeAuthorization.user.policy') === 'require_client_grant',
      ));
  if (!needsGrant || forUsers.length > 0) return [];
  return [
    {
      type: tokens.clientGrant,
      name: nameOf(connector),
      id: connector.id,
      severity: 'high',
      why: `It has a callback URL of ${clientOf(connector)?.title} and no grant on any API for people: nobody can link it.`,
      mend: `auth0 api post client-grants --data '{"client_id":"${connector.id}","audience":"API","scope":["SCOPE"],"subject_type":"user"}'`,
    },
  ];
}

function thirdPartyFindings(tenant: AuditedTenant): readonly Missing[] {
  if (!strangersCanCome(tenant)) return [];
  const { connections, grants } = tenant;
  const hasDomainConnection = connections?.some(
    ({ properties }) => properties['isDomainConnection'] === true,
  );
  const hasDefaultGrant = grants?.some(
    ({ properties: { defaultFor, subjectType } }) =>
      defaultFor === 'third_party_clients' && subjectType === 'user',
  );
  return [
    ...(hasDomainConnection === false
      ? [
          {
            type: tokens.connection,
            name: 'a connection on domain level',
            severity: 'high',
            path: 'isDomainConnection',
            expected: true,
            why: 'Clients can register, and nobody can log in to them: third parties use connections on domain level alone.',
            mend: `auth0 api patch connections/ID --data '{"is_domain_connection":true}'`,
          } as const,
        ]
      : []),
    ...(hasDefaultGrant === false
      ? [
          {
            type: tokens.clientGrant,
            name: 'a default grant for third parties',
            severity: 'high',
            path: 'defaultFor',
            expected: 'third_party_clients',
            why: 'Clients can register, and get no token: each needs a grant for people, or the default one.',
            mend: `auth0 api post client-grants --data '{"default_for":"third_party_clients","audience":"API","scope":["SCOPE"],"subject_type":"user"}'`,
          } as const,
        ]
      : []),
  ];
}
