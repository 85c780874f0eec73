import type { Hono } from 'hono';
import type { SigningKeyRing } from '../keys/signing-key-ring.ts';
import { TenantLog } from '../log/tenant-log.ts';
import { createManagementApi } from '../management/api.ts';
import { createClient } from '../management/clients/client-changes.ts';
import { createClientBody } from '../management/clients/client-schema.ts';
import { ManagementError } from '../management/errors.ts';
import { documentGetter } from '../management/public-document.ts';
import type { ManagementContext } from '../management/route.ts';
import { parseBody } from '../management/validation.ts';
import type { LocalTenantError } from '../errors.ts';
import { LoginSessions } from '../login-sessions.ts';
import { loginAttempts } from '../rate-limits/login-attempts.ts';
import { freshTenant } from '../rules/fresh-tenant.ts';
import { managementScopes } from '../rules/management-scopes.ts';
import { Store, type State } from '../state/store.ts';
import { checkSeed, invalidSeed, placeOf, readSeed, type Seed, type SeedItem } from './seed.ts';
import { settingRequests } from './setting-requests.ts';

/** What the API shows of keys goes to nobody. */
const noKeys = { current: { certificate: '' }, next: { certificate: '' } } as SigningKeyRing;

const everyScope = new Set(managementScopes.map(({ value }) => value));

/** Where a tenant is, and its clock, in milliseconds since the epoch. */
interface TenantPlace {
  readonly domain: string;
  readonly now: () => number;
}

/**
 * What a tenant holds on its first day: what every new one does, and its seed, or that in the file of that path. Each item is made by
 * the Management API's own operations, which refuse what Auth0 refuses.
 *
 * @throws {LocalTenantError} `SEED_INVALID` with the item and the API's words
 */
export async function firstState(seed: Seed | string | undefined, tenant: TenantPlace): Promise<State> {
  if (seed === undefined) return freshTenant(tenant.domain);
  return typeof seed === 'string'
    ? seededTenant(tenant, await readSeed(seed), seed)
    : seededTenant(tenant, checkSeed(seed, 'The seed'), 'The seed');
}

async function seededTenant({ domain, now }: TenantPlace, seed: Seed, source: string): Promise<State> {
  const store = new Store(freshTenant(domain), async () => undefined);
  const context = {
    store,
    keys: noKeys,
    domain,
    now,
    events: new TenantLog({ hostname: domain, now }),
    getDocument: documentGetter(),
    attempts: loginAttempts({ store, now }),
    sessions: new LoginSessions(now),
  };
  const api = createManagementApi(context, undefined, async () => ({ scopes: everyScope }));
  const sowing = new Sowing(context, api, source);
  if (seed.tenant !== undefined) await sowing.send('tenant', 'PATCH', '/tenants/settings', seed.tenant);
  await sowing.each(seed, 'resourceServers', (item, where) =>
    sowing.send(where, 'POST', '/resource-servers', item),
  );
  await sowing.each(seed, 'clients', (item, where) => sowing.client(item, where));
  await sowing.each(seed, 'databases', (item, where) =>
    sowing.connection({ strategy: 'auth0', ...item }, where),
  );
  await sowing.each(seed, 'connections', (item, where) => sowing.connection(item, where));
  await sowing.each(seed, 'clientGrants', (item, where) => sowing.clientGrant(item, where));
  for (const request of settingRequests(seed)) await sowing.send(...request);
  await sowing.each(seed, 'roles', (item, where) => sowing.role(item, where));
  const connection = seed.databases?.[0]?.['name'] ?? 'Username-Password-Authentication';
  await sowing.each(seed, 'users', (item, where) => sowing.user({ connection, ...item }, where));
  return store.state();
}

type Section =
  | 'resourceServers'
  | 'clients'
  | 'databases'
  | 'connections'
  | 'clientGrants'
  | 'roles'
  | 'users';

class Sowing {
  readonly #store: Store;
  readonly #api: Hono;
  readonly #now: () => number;
  readonly #source: string;

  constructor({ store, now }: Pick<ManagementContext, 'store' | 'now'>, api: Hono, source: string) {
    this.#store = store;
    this.#now = now;
    this.#api = api;
    this.#source = source;
  }

  async each(
    seed: Seed,
    section: Section,
    make: (item: SeedItem, where: string) => Promise<unknown>,
  ): Promise<void> {
    for (const [index, item] of (seed[section] ?? []).entries()) {
      await make(item, placeOf(section, index, item));
    }
  }

  async client({ client_id: statedId, client_secret: statedSecret, ...item }: SeedItem, where: string) {
    const [id, secret] = [statedId, statedSecret].map((value) => this.#identifier(value, where));
    if (id !== undefined && this.#store.read.clients.has(id)) {
      throw invalidSeed(this.#source, `${where}: another application has the client_id ${id}`);
    }
    const stated = {
      ...(id !== undefined && { client_id: id }),
      ...(secret !== undefined && { client_secret: secret }),
    };
    // As it would be sent.
    const sent: unknown = JSON.parse(JSON.stringify(item));
    await this.#store
      .write((tenant) => createClient(tenant, parseBody(createClientBody, sent), this.#now(), stated))
      .catch((error: unknown) => {
        throw error instanceof ManagementError ? this.#refused(where, error.message) : error;
      });
  }

  #identifier(value: unknown, where: string): string | undefined {
    if (value === undefined || (typeof value === 'string' && /^[\w-]{1,128}$/.test(value))) return value;
    throw invalidSeed(this.#source, `${where}: client_id and client_secret are letters, digits, - and _`);
  }

  /** A tenant is born with two connections: stated under their names, they are changed. */
  async connection({ enabled_clients: enabled = [], ...item }: SeedItem, where: string): Promise<void> {
    const [there] = this.#store.read.connections.by('name', String(item['name']));
    const { name: _name, strategy: _strategy, ...changes } = item;
    const id =
      there === undefined
        ? String((await this.send(where, 'POST', '/connections', item))['id'])
        : (await this.send(where, 'PATCH', `/connections/${there.id}`, changes), there.id);
    if (!Array.isArray(enabled) || enabled.length === 0) return;
    const clients = enabled.map((name) => ({ client_id: this.#clientId(name, where), status: true }));
    await this.send(where, 'PATCH', `/connections/${id}/clients`, clients);
  }

  async clientGrant({ client_id: client, ...item }: SeedItem, where: string): Promise<void> {
    const named = client === undefined ? {} : { client_id: this.#clientId(client, where) };
    await this.send(where, 'POST', '/client-grants', { ...named, ...item });
  }

  async role({ permissions, ...item }: SeedItem, where: string): Promise<void> {
    const { id } = await this.send(where, 'POST', '/roles', item);
    if (!Array.isArray(permissions) || permissions.length === 0) return;
    await this.send(where, 'POST', `/roles/${String(id)}/permissions`, { permissions });
  }

  async user({ roles, ...item }: SeedItem, where: string): Promise<void> {
    const { user_id: id } = await this.send(where, 'POST', '/users', item);
    if (!Array.isArray(roles) || roles.length === 0) return;
    const ids = roles.map((name: unknown) => {
      const [role] = this.#store.read.roles.by('name', String(name));
      if (role !== undefined) return role.id;
      throw invalidSeed(this.#source, `${where}: there is no role ${String(name)} among roles`);
    });
    await this.send(where, 'POST', `/users/${encodeURIComponent(String(id))}/roles`, { roles: ids });
  }

  /** What the API answers, as an object; nothing where it answers without a body. */
  async send(where: string, method: string, path: string, body: unknown): Promise<SeedItem> {
    const answer = await this.#api.request(`/api/v2${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    const content = (text === '' ? {} : JSON.parse(text)) as SeedItem;
    if (!answer.ok) throw this.#refused(where, String(content['message']));
    return content;
  }

  #refused(where: string, message: string): LocalTenantError {
    return invalidSeed(this.#source, `${where}: ${message.replace(/\.$/, '')}`);
  }

  /** By its name, as auth0-deploy-cli has it, or by its id. */
  #clientId(name: unknown, where: string): string {
    const clients = this.#store.read.clients;
    const found = clients.get(String(name)) ?? [...clients.values()].find((client) => client.name === name);
    if (found !== undefined) return found.client_id;
    throw invalidSeed(this.#source, `${where}: there is no application ${String(name)} among clients`);
  }
}
