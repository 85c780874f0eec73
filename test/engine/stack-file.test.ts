import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStackFile, type StackFile } from '../../src/engine/stack-file.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const project = 'name: shop\nmain: infra/index.ts\nruntime: nodejs\n';

async function readFiles(
  files: Record<string, string>,
  stack = 'dev',
): Promise<{ folder: string; read: Promise<StackFile> }> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const read = readStackFile(folder, stack);
  read.catch(() => undefined);
  return { folder, read };
}

const stackWith = async (config: string) =>
  (
    await (
      await readFiles({ 'Pulumi.yaml': project, 'Pulumi.dev.yaml': `config:\n  shop:value: ${config}\n` })
    ).read
  ).config['shop:value'];

test('gives the project, the entry and every value under its full key', async () => {
  const { folder, read } = await readFiles({
    'Pulumi.yaml': project,
    'Pulumi.dev.yaml': [
      'encryptionsalt: v1:abc',
      'config:',
      '  auth0:domain: localhost:4443',
      '  auth0:config:debug: true',
      '  own: 1',
      '  omnichat:callbackUrls:',
      '    - https://a.example/cb',
      '    - https://b.example/cb',
    ].join('\n'),
  });
  expect(await read).toEqual({
    project: 'shop',
    stack: 'dev',
    path: join(folder, 'Pulumi.dev.yaml'),
    entry: join(folder, 'infra/index.ts'),
    config: {
      'auth0:domain': 'localhost:4443',
      'auth0:debug': 'true',
      'shop:own': '1',
      'omnichat:callbackUrls': '["https://a.example/cb","https://b.example/cb"]',
    },
    encrypted: [],
  });
});

describe('a plain value', () => {
  test.each([
    ['text', 'text'],
    ['yes', 'yes'],
    ['off', 'off'],
    ['True', 'true'],
    ['12', '12'],
    ['+12', '12'],
    ['-12', '-12'],
    ['1_000', '1000'],
    ['0777', '511'],
    ['0o17', '15'],
    ['0x1F', '31'],
    ['0b101', '5'],
    ['089', '89'],
    ['18446744073709551615', '18446744073709551615'],
    ['9007199254740993', '9007199254740993'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['1e21', '1e+21'],
    ['12:30', '12:30'],
    ['1.2.3', '1.2.3'],
    ['~', ''],
    ['0_7', '7'],
    ['08.5', '8.5'],
    ['0b2', '0b2'],
  ])('%s is %s to Pulumi', async (written, encoded) => {
    expect(await stackWith(written)).toBe(encoded);
  });

  test.each(['2026-01-02', '.inf', '.NaN'])('%s is refused', async (written) => {
    await expect(stackWith(written)).rejects.toMatchObject({ code: 'STACK_FILE_INVALID' });
    await expect(stackWith(written)).rejects.toThrow(/Pulumi\.dev\.yaml: line 2: .* Put it in quotes\./);
  });
});

test.each([
  ['"12"', '12'],
  ["'true'", 'true'],
  ['!!str 12', '12'],
  ['|\n    two\n    lines', 'two\nlines\n'],
  ['[a, 1, true, null, "2"]', '["a",1,true,null,"2"]'],
  ['{ a: { b: [1.5] } }', '{"a":{"b":[1.5]}}'],
  ['[]', '[]'],
])('%s becomes %j', async (written, encoded) => {
  expect(await stackWith(written)).toBe(encoded);
});

test('follows anchors', async () => {
  const { read } = await readFiles({
    'Pulumi.yaml': project,
    'Pulumi.dev.yaml': 'config:\n  shop:a: &urls [x]\n  shop:b: *urls\n',
  });
  expect((await read).config).toEqual({ 'shop:a': '["x"]', 'shop:b': '["x"]' });
});

test("fills in the project's defaults", async () => {
  const { read } = await readFiles({
    'Pulumi.yaml': `${project}config:\n  size:\n    type: integer\n    default: 3\n  aws:region: eu\n  list:\n    default: [a]\n  stated: 1\n`,
    'Pulumi.dev.yaml': 'config:\n  stated: 2\n',
  });
  expect((await read).config).toEqual({
    'shop:size': '3',
    'aws:region': 'eu',
    'shop:list': '["a"]',
    'shop:stated': '2',
  });
});

test('finds stack files in the folder that the project names', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'stacks'));
  await writeFile(join(folder, 'Pulumi.yaml'), `${project}stackConfigDir: stacks\n`);
  await writeFile(join(folder, 'stacks/Pulumi.dev.yaml'), 'config:\n  size: 3\n');
  expect(await readStackFile(folder, 'dev')).toMatchObject({
    path: join(folder, 'stacks/Pulumi.dev.yaml'),
    config: { 'shop:size': '3' },
  });
});

test.each<[string, Record<string, string>, string]>([
  [
    'no project file',
    {},
    'Pulumi.yaml: no such file. Run this in the folder of a Pulumi project, or name it with -C.',
  ],
  [
    'no stack file',
    { 'Pulumi.yaml': project },
    'Pulumi.dev.yaml: no such file. There is no stack dev in this project.',
  ],
  [
    'a project without a name',
    { 'Pulumi.yaml': 'main: x' },
    'Pulumi.yaml: has no name. State one: name: my-project',
  ],
  [
    'malformed YAML',
    { 'Pulumi.yaml': project, 'Pulumi.dev.yaml': 'config:\n  a: [1\n' },
    'Pulumi.dev.yaml: line 3, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]. Mend the YAML there.',
  ],
  [
    'a key twice',
    { 'Pulumi.yaml': project, 'Pulumi.dev.yaml': 'config:\n  a: 1\n  a: 2\n' },
    'Pulumi.dev.yaml: line 3, column 3: Map keys must be unique. Mend the YAML there.',
  ],
  [
    'a list as the document',
    { 'Pulumi.yaml': project, 'Pulumi.dev.yaml': '- a\n' },
    'Pulumi.dev.yaml: line 1: is not a map.',
  ],
  [
    'a text as config',
    { 'Pulumi.yaml': project, 'Pulumi.dev.yaml': 'config: a\n' },
    'Pulumi.dev.yaml: config is not a map.',
  ],
  [
    'a malformed key',
    { 'Pulumi.yaml': project, 'Pulumi.dev.yaml': 'config:\n  a:b:c: 1\n' },
    'Pulumi.dev.yaml: a:b:c is not a configuration key. Write namespace:name.',
  ],
  [
    'a required value that is missing',
    { 'Pulumi.yaml': `${project}config:\n  size:\n    type: integer\n`, 'Pulumi.dev.yaml': 'config: {}\n' },
    'Pulumi.dev.yaml: lacks shop:size, which Pulumi.yaml requires. State it under config.',
  ],
])('refuses %s', async (_, files, message) => {
  const { folder, read } = await readFiles(files);
  await expect(read).rejects.toMatchObject({ name: 'StackFileError', code: 'STACK_FILE_INVALID' });
  await expect(read).rejects.toThrow(`${folder}/${message}`);
});

test.each([
  'shop:key:\n    secure: v1:abc',
  'key:\n    secure: v1:abc',
  'shop:key:\n    - plain\n    - inner:\n        secure: v1:abc',
])('names an encrypted value, and leaves it to the Pulumi CLI: %j', async (config) => {
  const { read } = await readFiles({
    'Pulumi.yaml': `${project}config:\n  key: a default\n`,
    'Pulumi.dev.yaml': `config:\n  ${config}\n  shop:other: 1\n`,
  });
  const { config: rest, encrypted } = await read;
  expect({ config: rest, encrypted }).toEqual({ config: { 'shop:other': '1' }, encrypted: ['shop:key'] });
});

test.each(['{ secure: v1:abc, more: 1 }', '{ secure: 1 }', '{}'])('%s is not encrypted', async (value) => {
  const { read } = await readFiles({
    'Pulumi.yaml': project,
    'Pulumi.dev.yaml': `config:\n  shop:key: ${value}\n`,
  });
  expect((await read).encrypted).toEqual([]);
});

test.each(['../other', 'a/b', ''])('refuses %j as a stack name', async (stack) => {
  const { read } = await readFiles({ 'Pulumi.yaml': project }, stack);
  await expect(read).rejects.toThrow(`${JSON.stringify(stack)} is no stack name`);
});
