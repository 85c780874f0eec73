import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newClient } from '../../src/local-tenant/rules/client-defaults.ts';
import { freshTenant } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { SavedState } from '../../src/local-tenant/state/saved-state.ts';
import { readState } from '../../src/local-tenant/state/state-file.ts';
import { Store } from '../../src/local-tenant/state/store.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

/** A store in a folder, of which the whole has been saved. */
async function savedStore(applications = 0) {
  const directory = await temporaryFolder();
  const file = join(directory, 'state.json');
  const saved = new SavedState(directory);
  const state = freshTenant('localhost:4443');
  const clients = [
    ...state.clients,
    ...Array.from({ length: applications }, (_, index) => newClient({ name: `${index}` })),
  ];
  const store = new Store({ ...state, clients }, (changes, all) => saved.save(changes, all));
  await saved.save([], () => store.state());
  return { directory, file, saved, store, size: async () => (await stat(file)).size };
}

const add = (store: Store, name: string) => store.write(({ clients }) => clients.put(newClient({ name })));

test('a change is read back as it was made, after the whole and in order', async () => {
  const { directory, file, store } = await savedStore();
  const whole = await readFile(file, 'utf8');
  const [first] = store.read.clients.values();
  if (first === undefined) throw new Error('a fresh tenant has applications');
  await add(store, 'added');
  await store.write((tenant) => {
    tenant.clients.remove(first.client_id);
    tenant.clients.put({ ...first, name: 'made anew' });
    tenant.setDocument('settings', { ...tenant.documents.settings, friendly_name: 'Ours' });
  });
  await store.write(({ connections }) => {
    for (const id of connections.ids()) connections.remove(id);
  });
  const text = await readFile(file, 'utf8');
  expect(text.startsWith(whole)).toBe(true);
  expect(text.slice(whole.length).split('\n')).toHaveLength(4);
  expect(await readState(directory)).toMatchObject(store.state());
});

test('a change takes as much room beside many applications as beside few', async () => {
  const grown = await Promise.all(
    [0, 1000].map(async (applications) => {
      const { store, size } = await savedStore(applications);
      const before = await size();
      await add(store, 'added');
      return (await size()) - before;
    }),
  );
  expect(grown[0]).toBe(grown[1]);
});

test('a line that a killed process left half-written is none, and is gone with the next change of another process', async () => {
  const { directory, file, store } = await savedStore();
  await add(store, 'added');
  const before = await readState(directory);
  await appendFile(file, '[["put","clients",{"client_id":"half');
  expect(await readState(directory)).toEqual(before);
  const next = new SavedState(directory);
  if (before === undefined) throw new Error('there is a state');
  const again = new Store(before, (changes, all) => next.save(changes, all));
  await add(again, 'later');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(again.state());
});

test.each([
  ['[["put","clients",7]]'],
  ['[["put","toys",{}]]'],
  ['[["put","clients",{}]]'],
  ['[["put","roles",{"id":"rol_1","name":"reader"}]]'],
  ['[["remove","clients",{}]]'],
  ['[["set","toys",{}]]'],
  ['[["lose","clients","x"]]'],
  ['{}'],
  ['[[]'],
])('the change %s is refused, and the file left as it is', async (line) => {
  const { directory, file } = await savedStore();
  await appendFile(file, `${line}\n`);
  const text = await readFile(file, 'utf8');
  await expect(readState(directory)).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a file that somebody else put there meanwhile is replaced whole', async () => {
  const { directory, file, store } = await savedStore();
  await writeFile(file, '{');
  await add(store, 'added');
  expect(await readState(directory)).toMatchObject(store.state());
});

test('the file is written anew before its changes take more than a mebibyte and the whole', async () => {
  const { directory, store, size } = await savedStore();
  const whole = await size();
  const page = 'x'.repeat(100_000);
  const [client] = store.read.clients.values();
  if (client === undefined) throw new Error('a fresh tenant has applications');
  for (let count = 0; count < 25; count += 1) {
    await store.write(({ clients }) =>
      clients.put({ ...client, custom_login_page: `${page}${count}` } as never),
    );
    expect(await size()).toBeLessThan(whole + 2 ** 20 + 3 * page.length);
  }
  expect(await readState(directory)).toMatchObject(store.state());
});

test('is plain JSON again once it has been tidied', async () => {
  const { file, saved, store } = await savedStore();
  await add(store, 'added');
  await saved.tidy(store.state());
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(store.state());
});
