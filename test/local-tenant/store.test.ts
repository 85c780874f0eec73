import { expect, test } from 'vitest';
import { newClient } from '../../src/local-tenant/rules/client-defaults.ts';
import { freshTenant } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { Store, type Persist, type State } from '../../src/local-tenant/state/store.ts';

function storeWith(persist: Persist): Store {
  return new Store(freshTenant('localhost:4443'), persist);
}

/** Saves when told to, and remembers what it was given. */
function manualDisk() {
  const saved: State[] = [];
  const waiting: { resolve: () => void; reject: (cause: Error) => void }[] = [];
  const persist: Persist = (_changes, state) => {
    saved.push(state());
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return { saved, waiting, persist };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('answers a write only after it is saved', async () => {
  const disk = manualDisk();
  const store = storeWith(disk.persist);
  let answered = false;
  const write = store
    .write(({ clients }) => clients.put(newClient({ name: 'x' })))
    .then(() => (answered = true));
  await turn();
  expect(answered).toBe(false);
  disk.waiting[0]?.resolve();
  await write;
  expect(answered).toBe(true);
});

test('saves all writes that arrive meanwhile in one round', async () => {
  const disk = manualDisk();
  const store = storeWith(disk.persist);
  const add = (name: string) => store.write(({ clients }) => clients.put(newClient({ name })));
  const first = add('first');
  await turn();
  const later = [add('second'), add('third'), add('fourth')];
  disk.waiting[0]?.resolve();
  await first;
  await turn();
  disk.waiting[1]?.resolve();
  await Promise.all(later);
  expect(disk.saved.map((state) => state.clients.length)).toEqual([3, 6]);
});

test('takes all unsaved writes back when saving fails, and works on', async () => {
  const disk = manualDisk();
  const store = storeWith(disk.persist);
  const before = store.state();
  const add = store.write(({ clients }) => clients.put(newClient({ name: 'first' })));
  await turn();
  const later = store.write(({ connections, setDocument }) => {
    for (const id of connections.ids()) connections.remove(id);
    setDocument('prompts', { universal_login_experience: 'classic', identifier_first: true });
  });
  disk.waiting[0]?.reject(new Error('full'));
  await expect(add).rejects.toThrow('full');
  await expect(later).rejects.toThrow('full');
  expect(store.state()).toEqual(before);
  const again = store.write(({ clients }) => clients.put(newClient({ name: 'again' })));
  await turn();
  disk.waiting[1]?.resolve();
  await again;
  expect(store.read.clients.size).toBe(3);
});

test('changes nothing when a change throws halfway', async () => {
  const disk = manualDisk();
  const store = storeWith(disk.persist);
  const before = store.state();
  const write = store.write(({ clients, clientGrants }) => {
    clients.put(newClient({ name: 'x' }));
    for (const id of clientGrants.ids()) clientGrants.remove(id);
    throw new Error('halfway');
  });
  await expect(write).rejects.toThrow('halfway');
  expect(store.state()).toEqual(before);
  expect(disk.saved).toEqual([]);
});

test('does not save when nothing changes', async () => {
  const disk = manualDisk();
  expect(await storeWith(disk.persist).write(() => 'unchanged')).toBe('unchanged');
  expect(disk.saved).toEqual([]);
});

test('finds by index what is there now', async () => {
  const store = storeWith(() => Promise.resolve());
  const [connection] = store.read.connections.by('name', 'google-oauth2');
  expect(connection?.strategy).toBe('google-oauth2');
  if (!connection) return;
  await store.write(({ connections }) => connections.put({ ...connection, name: 'renamed' }));
  expect(store.read.connections.by('name', 'google-oauth2')).toEqual([]);
  expect(store.read.connections.by('name', 'renamed')).toHaveLength(1);
  await store.write(({ connections }) => connections.remove(connection.id));
  expect(store.read.connections.by('name', 'renamed')).toEqual([]);
});

test('holds only the new state after a replacement', async () => {
  const store = storeWith(() => Promise.resolve());
  const fresh = freshTenant('localhost:4443');
  await store.replace(fresh);
  expect(store.state()).toEqual(fresh);
});
