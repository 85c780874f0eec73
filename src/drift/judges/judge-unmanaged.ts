import { isClientPage, type McpClient } from '../../../infra/declared-clients.ts';
import type { WireObject } from '../../management/paging.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';
import type { Applied } from '../stack/applied.ts';
import { isUntouchedDefaultApp } from './default-app.ts';
import type { Finding } from '../findings/finding.ts';
import type { Inventory } from '../tenant/inventory.ts';
import { dashboard, type JudgedStack } from './judge-declared.ts';
import type { LocatedResource } from './locate.ts';
import { byCommand, byPerson, deleting, type PrintedMend, setting } from '../mends/printed-mend.ts';
import type { Severity } from '../findings/severity.ts';
import { logsPeopleIn } from '../safety/application-rules.ts';
import { applications } from '../../management/resources/client.ts';
import { clientGrants } from '../../management/resources/client-grant.ts';
import { connections } from '../../management/resources/connections/connection.ts';
import { logStreamPart } from '../../management/resources/protection/log-stream.ts';

/** What is known without being declared. */
export interface KnownUndeclared {
  /** The application whose credentials are used. */
  readonly ownClientId: string;
  /** Identifiers of our API and of the Management API. */
  readonly audiences: { readonly api: string; readonly management: string };
  /** The MCP clients whose callbacks are known. @default those that are known without a setting */
  readonly clients?: readonly McpClient[];
}

/** What a third party that nobody declared may do. */
export const strangerWhy = 'A third party can ask people to let it act for them.';

interface Stranger {
  readonly type: Token;
  readonly id: string;
  readonly name: string;
  readonly severity: Severity;
  readonly why: string;
  /** The application that may be in use: to be looked at, and nothing of it to be deleted by a printed command. */
  readonly liveApplication?: string | undefined;
  /** @default to be looked at where it may be in use, else to be deleted */
  readonly mended?: PrintedMend;
}

/** The findings about what nobody declared: applications, grants, domain connections and log streams. */
export function judgeUnmanaged(
  {
    located,
    inventory,
    applied,
  }: {
    readonly located: readonly LocatedResource[];
    readonly inventory: Inventory;
    readonly applied: Applied | undefined;
  },
  known: KnownUndeclared,
  stack: JudgedStack,
): readonly Finding[] {
  const accounted = new Set([
    ...located
      .filter(({ desired: { type }, inputs }) => isAnsweredFor(type, inputs))
      .flatMap(({ live, doubles }) => [live?.id, ...doubles.map(({ id }) => id)]),
    ...(applied?.resources ?? [])
      .filter(({ type }) => type !== tokens.existingConnection)
      .map(({ id }) => id),
  ]);
  const namesakes = namesakesOf(located, stack);
  const isNamesake = new Set(namesakes.map(({ id }) => id));
  return [
    ...namesakes,
    ...strangeApplications(inventory, known).filter(({ id }) => !isNamesake.has(id)),
    ...strangeGrants(inventory, known, located, stack),
    ...strangeConnections(inventory, stack).filter(({ id }) => !isNamesake.has(id)),
    ...strangeLogStreams(inventory),
  ]
    .filter(({ id }) => !accounted.has(id))
    .map(({ type, id, name, severity, why, liveApplication, mended }) => ({
      kind: 'unmanaged',
      severity,
      type,
      name,
      id,
      why,
      ...(mended ?? (liveApplication === undefined ? deleting(stack, type, id) : lookingAt(liveApplication))),
      ...dashboard(stack, type, id),
    }));
}

/** Who uses a connection of others does not answer for its being on domain level, but where the program puts it there. */
const isAnsweredFor = (type: Token, { isDomainConnection }: Properties): boolean =>
  type !== tokens.existingConnection || isDomainConnection === true;

/** Nothing that may be in use is to be deleted by a printed command. */
const lookingAt = (id: string): PrintedMend =>
  byPerson(
    `Find out who uses ${id} before you change anything: ChatGPT, or another MCP client, may hold it.`,
  );

/** What bears the name of something that the program declares, and may be what people use. */
function namesakesOf(located: readonly LocatedResource[], stack: JudgedStack): readonly Stranger[] {
  return located.flatMap(({ desired: { type, name }, namesakes }) =>
    namesakes.map(({ id, properties }) => ({
      type,
      id,
      name: String(properties['name']),
      severity: 'high',
      why:
        `It bears the name of ${name}, and no run of this stack made it: it may be what ChatGPT uses. ` +
        'Until it is adopted, renamed or gone, up makes nothing.',
      mended: stack.first === undefined ? lookingAt(id) : byCommand(stack.first),
    })),
  );
}

function strangeApplications(
  inventory: Inventory,
  { ownClientId, clients }: KnownUndeclared,
): readonly Stranger[] {
  const strangers = (inventory.contentOf(applications)?.kept ?? []).filter(
    (application) => application['client_id'] !== ownClientId && !isUntouchedDefaultApp(application),
  );
  return strangers.map((application) => {
    const thirdParty = application['is_first_party'] === false;
    return {
      type: tokens.client,
      id: application.client_id,
      name: String(application['name']),
      severity: thirdParty ? 'medium' : 'high',
      why: whyStrange(application, thirdParty),
      liveApplication: holdsClientCallback(application, clients) ? application.client_id : undefined,
    };
  });
}

function whyStrange({ grant_types: grantTypes }: WireObject, thirdParty: boolean): string {
  if (thirdParty) return strangerWhy;
  return logsPeopleIn(grantTypes)
    ? "A first-party application passes for one of OmniChat's own."
    : 'Nobody logs in to it: whoever has its secret gets tokens in its own name, for all that it has grants on.';
}

/** The ids of the undeclared applications that bear a declared name: they may be OmniChat's own, which a lost state no longer knows. */
function namesakeApplications(located: readonly LocatedResource[]): ReadonlySet<string> {
  return new Set(
    located
      .filter(({ desired }) => desired.type === tokens.client)
      .flatMap(({ doubles, namesakes }) => [...doubles, ...namesakes])
      .map(({ id }) => id),
  );
}

/** The ids of the applications that ChatGPT, or another MCP client, may hold. */
function heldByClients(inventory: Inventory, { clients }: KnownUndeclared): ReadonlySet<string> {
  const holders = (inventory.contentOf(applications)?.kept ?? []).filter((each) =>
    holdsClientCallback(each, clients),
  );
  return new Set(holders.map((each) => each.client_id));
}

const holdsClientCallback = ({ callbacks }: WireObject, clients: readonly McpClient[] | undefined) =>
  Array.isArray(callbacks) && callbacks.some((url) => isClientPage(String(url), clients));

function strangeGrants(
  inventory: Inventory,
  known: KnownUndeclared,
  located: readonly LocatedResource[],
  stack: JudgedStack,
): readonly Stranger[] {
  const { ownClientId, audiences } = known;
  const [namesakes, held] = [namesakeApplications(located), heldByClients(inventory, known)];
  return (inventory.contentOf(clientGrants) ?? []).flatMap((grant) => {
    const { id, audience, subject_type: subject } = grant;
    const clientId = grant['client_id'] as string | undefined;
    const onManagement = audience === audiences.management;
    if (!onManagement && audience !== audiences.api) return [];
    if (onManagement && clientId === ownClientId) return [];
    const holder = clientId ?? 'every third-party application';
    return [
      {
        type: tokens.clientGrant,
        id: id,
        name: `${holder} → ${audience}`,
        severity: onManagement ? 'critical' : 'high',
        ...(clientId !== undefined && namesakes.has(clientId)
          ? { mended: stack.first === undefined ? lookingAt(clientId) : byCommand(stack.first) }
          : { liveApplication: onManagement || !held.has(clientId ?? '') ? undefined : clientId }),
        why: onManagement
          ? `It ${onlyReads(grant) ? 'may read what the tenant holds' : 'has power over the tenant'}: ${scopesOf(grant)}.`
          : `It may call OmniChat's API ${subject === 'user' ? 'for people' : 'in its own name'}: ${scopesOf(grant)}.`,
      } as const,
    ];
  });
}

/** Who may read client secrets may become any application. */
const onlyReads = ({ scope, allow_all_scopes: all }: WireObject): boolean =>
  all !== true &&
  Array.isArray(scope) &&
  scope.every((each) => String(each).startsWith('read:') && each !== 'read:client_keys');

function scopesOf({ scope, allow_all_scopes: all }: WireObject): string {
  if (all === true) return 'all scopes';
  const scopes = Array.isArray(scope) ? scope.map(String) : [];
  const shown = scopes.slice(0, 5).join(', ') || 'no scopes';
  return scopes.length > 5 ? `${shown} and ${scopes.length - 5} more` : shown;
}

function strangeConnections(inventory: Inventory, stack: JudgedStack): readonly Stranger[] {
  return (inventory.contentOf(connections) ?? [])
    .filter((connection) => connection['is_domain_connection'] === true)
    .map(({ id, name }) => ({
      type: tokens.connection,
      id: id,
      name: String(name),
      severity: 'high',
      why: 'At domain level every third-party application may log its people in.',
      mended: setting(stack, tokens.connection, id, { isDomainConnection: false }),
    }));
}

function strangeLogStreams(inventory: Inventory): readonly Stranger[] {
  return (inventory.contentOf(logStreamPart) ?? []).map(({ id, name }) => ({
    type: tokens.logStream,
    id,
    name,
    severity: 'high',
    why: "It sends the tenant's log, with people's names and addresses, to somebody.",
  }));
}
