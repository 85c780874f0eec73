import { mkdir, readdir, readFile, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyRecord } from '../../../src/engine/embedded/record/record.ts';
import { RecordFile, readRecord } from '../../../src/engine/embedded/record/record-file.ts';
import { recordedOutputs } from '../../../src/engine/embedded/record/recorded-outputs.ts';
import { temporaryFolder } from '../../support/project/temporary-folder.ts';

const owner = { project: 'shop', stack: 'test', tenant: { domain: 'localhost:4443', id: 'a1' } };

const role = {
  urn: 'urn:pulumi:test::shop::auth0:index/role:Role::buyer',
  type: 'auth0:index/role:Role',
  name: 'buyer',
  id: 'rol_1',
  inputs: { name: 'Buyer' },
  outputs: { name: 'Buyer' },
  secrets: [],
  dependencies: [],
  protect: false,
  retainOnDelete: false,
};

async function recordIn(folder: string) {
  const file = join(folder, 'embedded', 'test.json');
  const record = emptyRecord(owner);
  return { file, record, saved: new RecordFile(file, record) };
}

test('a record comes back as it was saved, in a file that only its owner reads', async () => {
  const { file, record, saved } = await recordIn(await temporaryFolder());
  expect(await readRecord(file)).toBeUndefined();
  record.resources.push(role);
  record.outputs = { clientSecret: { value: 's', secret: true } };
  await saved.save();
  expect(await readRecord(file)).toEqual(record);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
});

test('saves that come together share a write, and each finds its change on disk', async () => {
  const { file, record, saved } = await recordIn(await temporaryFolder());
  const stacks = Array.from({ length: 20 }, (_, index) => `stack ${index}`);
  await Promise.all(
    stacks.map(async (name) => {
      record.outputs[name] = { value: name, secret: false };
      await saved.save();
      expect(await readFile(file, 'utf8')).toContain(JSON.stringify(name));
    }),
  );
  expect(await readdir(dirname(file))).toEqual(['test.json']);
});

test('a save that fails leaves nothing behind, and the next one is well', async () => {
  const { file, saved } = await recordIn(await temporaryFolder());
  await mkdir(file, { recursive: true });
  await expect(saved.save()).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(dirname(file))).toEqual(['test.json']);
  await rmdir(file);
  await saved.save();
  expect(await readRecord(file)).toEqual(emptyRecord(owner));
});

test('what a killed process left half written is swept by the next save', async () => {
  const { file, saved } = await recordIn(await temporaryFolder());
  await mkdir(dirname(file), { recursive: true });
  const left = `${file}.99999999-0123456789ab.tmp`;
  await writeFile(left, '{');
  await utimes(left, 0, 0);
  await saved.save();
  expect(await readdir(dirname(file))).toEqual(['test.json']);
});

test('a folder in its place is an error that names it', async () => {
  const { file } = await recordIn(await temporaryFolder());
  await mkdir(file, { recursive: true });
  await expect(readRecord(file)).rejects.toMatchObject({ code: 'RECORD_INVALID' });
  await expect(readRecord(file)).rejects.toThrow(`${file} cannot be read`);
});

describe('recorded outputs', () => {
  test('are plain values, of that domain alone, and only while something is deployed', async () => {
    const { file, record, saved } = await recordIn(await temporaryFolder());
    expect(await recordedOutputs(file, 'localhost:4443')).toBeUndefined();
    record.outputs = { clientId: { value: 'a', secret: false }, clientSecret: { value: 's', secret: true } };
    await saved.save();
    expect(await recordedOutputs(file, 'localhost:4443')).toBeUndefined();
    record.resources.push(role);
    await saved.save();
    expect(await recordedOutputs(file, 'localhost:4443')).toEqual({ clientId: 'a', clientSecret: 's' });
    expect(await recordedOutputs(file, 'localhost:4444')).toBeUndefined();
  });
});
