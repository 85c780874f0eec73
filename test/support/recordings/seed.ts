import type { Action } from '../../../src/local-tenant/state/entities/actions.ts';
import type { ClientGrant, ResourceServer } from '../../../src/local-tenant/state/entities/apis.ts';
import type { Client } from '../../../src/local-tenant/state/entities/applications.ts';
import type { CustomDomain } from '../../../src/local-tenant/state/entities/custom-domains.ts';
import type { EmailTemplate } from '../../../src/local-tenant/state/entities/emails.ts';
import type { LogStream, NetworkAcl } from '../../../src/local-tenant/state/entities/settings.ts';
import type { Connection, Organization, Role, User } from '../../../src/local-tenant/state/entities/users.ts';
import type { Documents, Transaction } from '../../../src/local-tenant/state/store.ts';
import type { ManagementTenant } from '../tenants/management-tenant.ts';
import type { Exchange } from './recording.ts';
import { isFields, type RecordedIds } from './recorded-ids.ts';
import { idOf, itemsOf } from './recorded-lists.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Gives a fresh tenant what the recorded one had before: its settings as they first appear, and whatever was not made there. */
export async function seed(
  tenant: ManagementTenant,
  exchanges: readonly Exchange[],
  ids: RecordedIds,
): Promise<void> {
  await tenant.store.write((transaction) => {
    seedDocuments(transaction, exchanges);
    const requests = JSON.stringify(exchanges.map(({ path, body }) => [path, body]));
    for (const [index, exchange] of exchanges.entries()) {
      for (const { kind, id, entity } of shownIn(exchange, requests)) {
        if (ids.knows(id) || isMade(id, exchanges.slice(0, index))) continue;
        seedEntity(transaction, kind, entity);
        ids.is(id, id);
      }
    }
    removeUnheld(transaction, exchanges, ids);
    seedGlobalClient(transaction, exchanges);
    seedUsernames(transaction, exchanges);
    seedEmailAction(transaction, exchanges);
  });
}

interface Shown {
  readonly kind: string;
  readonly id: string;
  readonly entity: Fields;
}

/** The entities that an answer shows whole; of a list those that a request names, since others change the rest meanwhile. */
function shownIn({ method, path, status, answer }: Exchange, requests: string): readonly Shown[] {
  if (status !== 200 || !['GET', 'PATCH'].includes(method) || /[?&]fields=/.test(path)) return [];
  const [entity = '', query] = path.replace(/^\/actions\//, '/').split('?');
  const [, kind = '', id = '', below = '', belowId = ''] = entity.split('/').map(decodedTwice);
  const isCredential = below === 'credentials';
  if (below !== '' && !isCredential) return [];
  const known = isCredential ? belowId : id;
  const isShown = (item: Fields): boolean =>
    known === ''
      ? idOf(item) !== '' && requests.includes(idOf(item))
      : query === undefined && [idOf(item), item['identifier']].includes(known);
  return (known === '' ? itemsOf(answer) : [answer])
    .filter(isFields)
    .filter(isShown)
    .map((item) => ({
      kind: isCredential ? below : kind,
      id: known || idOf(item),
      entity: { ...item, ...(isCredential && { client_id: id }) },
    }));
}

/** Takes away what a fresh tenant has and the recorded one had not, since it made its own. */
function removeUnheld(transaction: Transaction, exchanges: readonly Exchange[], ids: RecordedIds): void {
  for (const { method, path, status, body } of exchanges) {
    if (method !== 'POST' || path !== '/connections' || status !== 201 || !isFields(body)) continue;
    for (const { id } of transaction.connections.by('name', String(body['name'])))
      if (!ids.knows(id)) transaction.connections.remove(id);
  }
}

/** The official provider encodes the identifiers of APIs twice. */
function decodedTwice(text: string): string {
  return decodeURIComponent(decodeURIComponent(text));
}

function isMade(id: string, before: readonly Exchange[]): boolean {
  return before.some(
    ({ method, answer }) => method === 'POST' && (JSON.stringify(answer) ?? '').includes(`"${id}"`),
  );
}

function seedDocuments(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const first = (path: string): Fields | undefined =>
    exchanges
      .filter((exchange) => exchange.path === path && exchange.status === 200)
      // What a PATCH answers has more than what a GET does.
      .toSorted((a, b) => Number(b.method === 'GET') - Number(a.method === 'GET'))
      .map(({ answer }) => answer)
      .find(isFields);
  const settings = first('/tenants/settings');
  if (settings) {
    const { flags, ...rest } = settings;
    // Auth0 answers a PATCH with these two flags, and a GET without.
    const kept = Object.entries(flags ?? {}).filter(([flag]) => !/^(cannot_change_)?enforce_/.test(flag));
    const document = { ...withoutDefaults(rest, exchanges), flags: Object.fromEntries(kept) };
    transaction.setDocument('settings', document as unknown as Documents['settings']);
  }
  if (exchanges.some(({ path, status }) => path === '/clients/cimd/register' && status < 300)) {
    const { settings: held } = transaction.documents;
    transaction.setDocument('settings', { ...held, client_id_metadata_document_supported: true });
  }
  const prompts = first('/prompts');
  if (prompts) transaction.setDocument('prompts', prompts as unknown as Documents['prompts']);
  const before = transaction.documents.attackProtection;
  const protections = Object.entries(before).map(([name, protection]) => [
    name,
    first(`/attack-protection/${name}`) ?? (protection as unknown),
  ]);
  transaction.setDocument('attackProtection', Object.fromEntries(protections) as typeof before);
}

/** What a tenant holds of its settings: a GET also shows defaults, which a PATCH does not. */
function withoutDefaults(settings: Fields, exchanges: readonly Exchange[]): Fields {
  const patch = exchanges.find(({ method, path }) => method === 'PATCH' && path === '/tenants/settings');
  const defaults = ['resource_parameter_profile', 'client_id_metadata_document_supported'];
  const isDefault = (name: string): boolean =>
    name === 'sandbox_versions_available' ||
    (defaults.includes(name) && isFields(patch?.answer) && !(name in patch.answer));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !isDefault(name)));
}

/** Makes the recorded global client this tenant's, instead of its own. */
function seedGlobalClient(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const list = exchanges.find(({ path }) => path.startsWith('/clients?') && path.includes('is_global=true'));
  const [id] = /"client_id":"(\w+)"/.exec(JSON.stringify(list?.answer) ?? '')?.slice(1) ?? [];
  const client = transaction.clients.get(id ?? '');
  if (!client) return;
  for (const other of transaction.clients.values())
    if (other.global) transaction.clients.remove(other.client_id);
  transaction.clients.put({ ...client, global: true });
}

/** The recorded tenant's own database asked for usernames, which a new tenant's does not. */
function seedUsernames(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const named = exchanges.map(({ body }) => body).filter((body) => isFields(body) && 'username' in body);
  for (const body of named.filter(isFields)) {
    for (const connection of transaction.connections.by('name', String(body['connection']))) {
      const attributes = { username: {} };
      transaction.connections.put({ ...connection, options: { ...connection.options, attributes } });
    }
  }
}

/** The Action that a recorded provider of e-mail of the tenant's own stands on. */
function seedEmailAction(transaction: Transaction, exchanges: readonly Exchange[]): void {
  const isCustom = ({ path, status, body }: Exchange) =>
    path === '/emails/provider' && status < 300 && isFields(body) && body['name'] === 'custom';
  if (!exchanges.some(isCustom)) return;
  const version = { supported_triggers: [{ id: 'custom-email-provider' }] };
  transaction.actions.put({ id: 'recorded', name: 'sender', deployed_version: version } as unknown as Action);
}

function seedEntity(transaction: Transaction, kind: string, entity: Fields): void {
  switch (kind) {
    case 'clients': {
      const { signing_keys: _keys, ...client } = entity;
      transaction.clients.put({ client_secret: 'recorded', ...client } as unknown as Client);
      break;
    }
    case 'credentials':
      transaction.clientCredentials.put(entity as never);
      break;
    case 'connections':
      for (const { id } of transaction.connections.by('name', String(entity['name']))) {
        transaction.connections.remove(id);
      }
      transaction.connections.put({ enabled_clients: [], ...entity } as unknown as Connection);
      break;
    case 'resource-servers':
      for (const { id } of transaction.resourceServers.by('identifier', String(entity['identifier']))) {
        transaction.resourceServers.remove(id);
      }
      transaction.resourceServers.put(entity as unknown as ResourceServer);
      break;
    case 'email-templates':
      transaction.emailTemplates.put(entity as unknown as EmailTemplate);
      break;
    case 'organizations':
      transaction.organizations.put({
        enabled_connections: [],
        members: [],
        client_grant_ids: [],
        ...entity,
      } as unknown as Organization);
      break;
    case 'roles':
      transaction.roles.put({ permissions: [], ...entity } as unknown as Role);
      break;
    case 'users':
      transaction.users.put({
        password_hash: '',
        role_ids: [],
        connection: '',
        ...entity,
      } as unknown as User);
      break;
    case 'client-grants':
      transaction.clientGrants.put(entity as unknown as ClientGrant);
      break;
    case 'log-streams':
      transaction.logStreams.put(entity as unknown as LogStream);
      break;
    case 'network-acls':
      transaction.networkAcls.put(entity as unknown as NetworkAcl);
      break;
    case 'custom-domains':
      transaction.customDomains.put(entity as unknown as CustomDomain);
      break;
    case 'actions':
      transaction.actions.put({ dependencies: [], secrets: [], ...entity } as unknown as Action);
      break;
    default:
  }
}
