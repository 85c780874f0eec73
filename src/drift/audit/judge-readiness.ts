import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { clientAt, isLoopbackUrl, knownClients, type McpClient } from '../../../infra/declared-clients.ts';
import { everyThirdParty, grantCommand, importClientCommand } from '../../engine/mend-commands.ts';
import { deployCommand, restoreCommand } from '../../engine/stack-commands.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';
import { ownCommand } from '../../text/own-command.ts';
import type { LiveResource } from '../../management/resources/part.ts';
import { judgements } from '../judgements/judgements.ts';
import { byCommand, byPerson, makingSafe, type PrintedMend, setting } from '../mends/printed-mend.ts';
import { valueAt } from '../findings/property-path.ts';
import type { AuditFinding } from './audit-report.ts';
import { declaresGrant } from './declared.ts';
import { type ApiInUse, auditFinding, type AuditedTenant, calledIn, resourceName } from './audited-tenant.ts';

/** A client's callback on a person's own machine may be any program's: it tells nothing of an application. */
const clientOf = ({ properties: { callbacks } }: LiveResource): McpClient | undefined =>
  (Array.isArray(callbacks) ? callbacks.map(String) : [])
    .filter((url) => !isLoopbackUrl(url))
    .flatMap((url) => clientAt(url) ?? [])[0];

/** What ChatGPT, or any OAuth 2.1 connector, would look for in vain (OpenAI "Authentication"; MCP "Authorization"). */
export function judgeReadiness(tenant: AuditedTenant): readonly AuditFinding[] {
  const { settings } = tenant;
  const found = [
    ...(settings ? lacking(tenant, tokens.tenant, 'tenant settings', settings) : []),
    ...apiFindings(tenant),
    ...registrationFindings(tenant),
    ...importFindings(tenant),
    ...thirdPartyFindings(tenant),
  ];
  return found.map((finding) => auditFinding(tenant, { kind: 'missing', ...finding }));
}

type Missing = Omit<AuditFinding, 'kind' | 'dashboardUrl'>;

/** What a part of the tenant lacks by these rules. */
const lacking = (
  tenant: AuditedTenant,
  type: Token,
  name: string,
  { id, properties }: LiveResource,
): readonly Missing[] =>
  (judgements[type].readiness ?? [])
    .filter(({ path, isUnsafe }) => isUnsafe(valueAt(properties, path), properties))
    .map((rule) => ({
      type,
      name,
      id,
      severity: rule.severity,
      path: rule.path,
      expected: rule.safe,
      actual: valueAt(properties, rule.path) ?? false,
      why: rule.why,
      ...makingSafe(tenant.named, { type, id, properties, stated: {} }, rule),
    }));

/** The program has all that a connector needs: where it is not known which stack is the tenant's, somebody has to make one. */
const deploying = ({ named, domain }: AuditedTenant): PrintedMend =>
  'stack' in named
    ? byCommand(deployCommand(named))
    : byPerson(`Deploy the program, which declares one, to ${domain}: README, "Going to a real tenant".`);

function apiFindings(tenant: AuditedTenant): readonly Missing[] {
  const usable = usableApis(tenant);
  if (usable === undefined) return [];
  if (usable.length === 0) {
    return [
      {
        type: tokens.resourceServer,
        name: 'an API',
        severity: 'high',
        why: 'No API with scopes signs with RS256: a connector has nothing to ask a token for.',
        ...deploying(tenant),
      },
    ];
  }
  return usable.flatMap((api) => lacking(tenant, tokens.resourceServer, resourceName(api), api));
}

const usableApis = ({ apis }: AuditedTenant): readonly ApiInUse[] | undefined =>
  apis?.filter(({ properties, scopes }) => scopes.length > 0 && properties['signingAlg'] === 'RS256');

/**
 * Lets somebody ask people for the scopes of the one API that there is, by the program where that declares it; which of several is meant,
 * somebody has to say.
 */
function granting(tenant: AuditedTenant, holder: string): PrintedMend {
  const { named, domain } = tenant;
  if ('stack' in named && declaresGrant(tenant, holder))
    return byCommand(restoreCommand({ ...named, local: isLoopbackHost(domain) }));
  const [api, ...others] = usableApis(tenant) ?? [];
  const { identifier } = api?.properties ?? {};
  if (api === undefined || others.length > 0 || typeof identifier !== 'string') {
    const names = [api, ...others].flatMap((each) => (each === undefined ? [] : resourceName(each)));
    return byPerson(
      `Decide which of the APIs it is for (${names.join(', ') || 'there is none yet'}), and grant it scopes of that one with \`${ownCommand('mend grant')}\`.`,
    );
  }
  return byCommand(grantCommand(tenant.named, holder, identifier, api.scopes));
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
        ...deploying(tenant),
      },
    ];
  }
  return connectors.flatMap((connector) => grantFindings(tenant, connector));
}

/**
 * Whoever sees that a tenant takes metadata documents names its own, and Auth0 knows those alone that were imported: of ChatGPT, and of
 * every client that the tenant has an application for.
 */
function importFindings({ applications, settings, named }: AuditedTenant): readonly Missing[] {
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
            ...byCommand(importClientCommand(named, url)),
          },
        ],
  );
}

/** An API that wants grants gives a connector without one no token. */
function grantFindings(tenant: AuditedTenant, connector: LiveResource): readonly Missing[] {
  const { apis, grants } = tenant;
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
      name: calledIn(tenant, connector),
      id: connector.id,
      severity: 'high',
      why: `It has a callback URL of ${clientOf(connector)?.title} and no grant on any API for people: nobody can link it.`,
      ...granting(tenant, connector.id),
    },
  ];
}

/** Lets third parties log in the people of the one database that there is. */
function opening({ connections = [], named }: AuditedTenant): PrintedMend {
  const databases = connections.filter(({ properties }) => properties['strategy'] === 'auth0');
  const [database, ...others] = databases;
  if (database === undefined || others.length > 0) {
    const names = databases.map(resourceName).join(', ') || 'there is no database yet';
    return byPerson(
      `Decide whose people third parties may log in (${names}), and promote that connection: \`${ownCommand('mend set')}\` sets its isDomainConnection.`,
    );
  }
  return setting(named, tokens.connection, database.id, { isDomainConnection: true });
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
            ...opening(tenant),
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
            ...granting(tenant, everyThirdParty),
          } as const,
        ]
      : []),
  ];
}
