import type { Action } from '../../../src/local-tenant/state/entities/actions.ts';
import type { Transaction } from '../../../src/local-tenant/state/store.ts';
import type { ManagementTenant } from '../tenants/management-tenant.ts';
import { isFields, type RecordedIds } from './recorded-ids.ts';
import { idOf, itemsOf } from './recorded-lists.ts';
import type { Exchange } from './recording.ts';
import { seedDocuments } from './seed-documents.ts';
import { seedEntity } from './seed-entity.ts';
import { seedRenderings } from './seed-renderings.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Gives a fresh tenant what the recorded one had before: its settings as they first appear, and whatever was not made there. */
export async function seed(
  tenant: ManagementTenant,
  exchanges: readonly Exchange[],
  ids: RecordedIds,
): Promise<void> {
  await tenant.store.write((transaction) => {
    seedDocuments(transaction, exchanges);
    seedRenderings(transaction, exchanges);
    const requests = JSON.stringify(exchanges.map(({ path, body }) => [path, body]));
    for (const [index, exchange] of exchanges.entries()) {
      for (const { kind, id, entity } of shownIn(exchange, requests)) {
        if (ids.knows(id) || isMade(id, exchanges.slice(0, index))) continue;
        seedEntity(transaction, kind, entity);
        ids.is(id, id);
      }
    }
    seedEnabledClients(transaction, exchanges, ids);
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
  if (entity === '/custom-domains/default') return isFields(answer) ? [chosenDomain(answer)] : [];
  const known = isCredential ? belowId : id;
  const isShown = (item: Fields): boolean =>
    known === ''
      ? idOf(item) !== '' && requests.includes(idOf(item))
      : query === undefined && [idOf(item), item['identifier'], item['template']].includes(known);
  return (known === '' ? itemsOf(answer) : [answer])
    .filter(isFields)
    .filter(isShown)
    .map((item) => ({
      kind: isCredential ? below : kind,
      id: known || idOf(item),
      entity: { ...item, ...(isCredential && { client_id: id }) },
    }));
}

/** The custom domain that is the default one: it may have been made that in the recording. */
function chosenDomain(entity: Fields): Shown {
  return { kind: 'custom-domains', id: idOf(entity), entity: { ...entity, is_default: false } };
}

/** Applications that a connection was made for, and that nothing in the recording shows. */
function seedEnabledClients(
  transaction: Transaction,
  exchanges: readonly Exchange[],
  ids: RecordedIds,
): void {
  for (const [index, { method, path, status, body }] of exchanges.entries()) {
    if (method !== 'POST' || path !== '/connections' || status !== 201 || !isFields(body)) continue;
    for (const id of (body['enabled_clients'] ?? []) as readonly string[]) {
      if (ids.knows(id) || isMade(id, exchanges.slice(0, index))) continue;
      seedEntity(transaction, 'clients', { client_id: id, is_first_party: true });
      ids.is(id, id);
    }
  }
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
