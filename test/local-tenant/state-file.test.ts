import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { freshTenant } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { readState, writeState } from '../../src/local-tenant/state/state-file.ts';
import type { State } from '../../src/local-tenant/state/store.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

test('reads back what was written, for the owner only', async () => {
  const directory = await temporaryFolder();
  const state = freshTenant('localhost:4443');
  await writeState(directory, state);
  expect(await readState(directory)).toMatchObject(state);
  expect((await stat(join(directory, 'state.json'))).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['state.json']);
});

test('what was saved before there were e-mails has none', async () => {
  const directory = await temporaryFolder();
  const state = freshTenant('localhost:4443');
  const { emails: _emails, ...documents } = state.documents;
  const { emailTemplates: _templates, ...before } = state;
  await writeFile(join(directory, 'state.json'), JSON.stringify({ version: 1, ...before, documents }));
  expect(await readState(directory)).toMatchObject(state);
});

test('has no state where nothing was saved', async () => {
  expect(await readState(await temporaryFolder())).toBeUndefined();
});

test.each([
  ['', 'STATE_CORRUPT'],
  ['{"version":1,', 'STATE_CORRUPT'],
  ['[]', 'STATE_CORRUPT'],
  ['{"version":1}', 'STATE_CORRUPT'],
  [
    '{"version":1,"documents":{"identity":{},"settings":{},"prompts":{},"attackProtection":{}},"clients":7}',
    'STATE_CORRUPT',
  ],
  ['{"version":2}', 'STATE_VERSION_UNKNOWN'],
])('refuses %j and leaves it as it is', async (text, code) => {
  const directory = await temporaryFolder();
  const file = join(directory, 'state.json');
  await writeFile(file, text);
  const refusal = await readState(directory).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'LocalTenantError', code });
  expect((refusal as Error).message).toContain(file);
  expect((refusal as Error).message).toContain('node bin/omnichat-auth0.js tenant reset');
  expect(await readFile(file, 'utf8')).toBe(text);
});

test.each<[string, (state: State) => object]>([
  ['without the address', (state) => ({ documents: { ...state.documents, identity: {} } })],
  ['with an application that has no id', ({ clients }) => ({ clients: [...clients, { name: 'nobody' }] })],
  ['with one application twice', ({ clients }) => ({ clients: [...clients, clients[0]] })],
  ['with a role that has no permissions', () => ({ roles: [{ id: 'rol_1', name: 'reader' }] })],
])('refuses a state %s', async (_, damaged) => {
  const directory = await temporaryFolder();
  const state = freshTenant('localhost:4443');
  const file = join(directory, 'state.json');
  await writeFile(file, JSON.stringify({ version: 1, ...state, ...damaged(state) }));
  await expect(readState(directory)).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
});

test('quotes nothing of a state that is not JSON', async () => {
  const directory = await temporaryFolder();
  await writeFile(join(directory, 'state.json'), '{"client_secret":s3cr3t}');
  const refusal = await readState(directory).catch((error: unknown) => error);
  expect(inspect(refusal)).toContain('it is not JSON');
  expect(inspect(refusal)).not.toContain('s3cr3t');
});

test('refuses a state that is a folder', async () => {
  const directory = await temporaryFolder();
  await mkdir(join(directory, 'state.json'));
  await expect(readState(directory)).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
});

test('keeps the old state when a new one cannot take its place', async () => {
  const directory = await temporaryFolder();
  await mkdir(join(directory, 'state.json', 'inside'), { recursive: true });
  await expect(writeState(directory, freshTenant('localhost:4443'))).rejects.toMatchObject({
    code: 'STATE_NOT_SAVED',
  });
  expect(await readdir(directory, { recursive: true })).toEqual(['state.json', 'state.json/inside']);
});

test('says what could not be saved, and why', async () => {
  const directory = join(await temporaryFolder(), 'missing');
  const refusal = writeState(directory, freshTenant('localhost:4443'));
  await expect(refusal).rejects.toMatchObject({ code: 'STATE_NOT_SAVED' });
  await expect(refusal).rejects.toThrow(/state\.json: ENOENT.*Nothing was changed\./);
});
