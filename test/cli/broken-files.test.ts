import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { breakableFiles, type FileOperation, fileSystem } from '../support/project/broken-files.ts';
import { deployedProject, type LocalProject, localProject } from '../support/project/local-project.ts';
import { copyTenantKeys } from '../support/tenants/tenant-keys.ts';

breakableFiles();

const writing = new Set([
  'appendFile',
  'rename',
  'writeFile',
  'open',
  'open file: writeFile',
  'open file: sync',
]);
const reading = new Set(['readFile', 'readdir']);

/** Of each file one and the same operation, whatever its temporary name. */
const keyOf = ({ name, path }: FileOperation) =>
  `${name} ${path.replace(/\.\d+-[0-9a-f]{12}\.tmp$/, ' on its way').replace(/[0-9a-f]{32}/, 'NONCE')}`;

/** The files of a project that a command line reads and writes, each operation once. */
async function operationsOf(project: LocalProject, words: readonly string[], about: RegExp) {
  const operations = new Map<string, FileOperation>();
  fileSystem.decide = (operation) => {
    const isWatched = writing.has(operation.name) || reading.has(operation.name);
    const file = operation.path.slice(project.directory.length + 1);
    const isOurs =
      operation.path.startsWith(project.directory) && about.test(file) && !file.startsWith('infra');
    if (isWatched && isOurs) operations.set(keyOf(operation), operation);
    return undefined;
  };
  const healthy = await project.run(...words);
  expect(healthy).toMatchObject({ exitCode: expect.toSatisfy((code: number) => code === 0 || code === 2) });
  return [...operations];
}

/** What a person needs to go on. */
const whatToDo =
  /\b(Free some|Have its owner|Choose|choose|Look at what|Restore|Move|move|Make|Name|name another|start afresh|Run)\b/;

/** The file that a path is on its way to. */
const fileOf = (path: string) => path.replace(/\.\d+-[0-9a-f]{12}\.tmp$|[0-9a-f]{32}\.lock$/, '');

/** What is wrong with how a command ended. */
async function faultOf(
  project: LocalProject,
  words: readonly string[],
  path: string,
): Promise<string | undefined> {
  const { exitCode, stderr } = await project.run(...words, '--timeout', '30s');
  fileSystem.decide = () => undefined;
  // Of two files that are written side by side, one may be under way still when the other fails.
  await vi.waitFor(async () => {
    const files = await readdir(project.directory, { recursive: true });
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  }, 5_000);
  const error = /^Error: [^]*/m.exec(stderr)?.[0] ?? '';
  const isComplete = error.startsWith('Error: ') && error.includes(fileOf(path)) && whatToDo.test(error);
  if (exitCode === 1 && isComplete && !/^ {4}at /m.test(error)) return undefined;
  return `ended with ${exitCode}: ${error}`;
}

const mistakes = ['ENOSPC', 'EACCES', 'EROFS', 'EIO'] as const;

describe('a file system that fails is told with the path, and what to do, and nothing is left half done', () => {
  test.each<[line: string, about: RegExp]>([
    ['up --deploy-only', /./],
    ['env', /^\.env/],
    ['drift --out report.txt', /^report|^\.driftignore/],
    ['init --domain localhost:4999 --yes', /^Pulumi/],
  ])('by %s', { timeout: 180_000 }, async (line, about) => {
    const project = await deployedProject();
    const words = line.split(' ');
    const operations = await operationsOf(project, words, about);
    expect(operations.length).toBeGreaterThan(0);
    const faults: string[] = [];
    for (const [at, [key, { path, name }]] of operations.entries()) {
      const code = writing.has(name) ? mistakes[at % 4] : mistakes[1 + 2 * (at % 2)];
      // Of what was written before, nothing is left to write.
      if (name !== 'readFile') await rm(join(project.directory, '.env'), { force: true });
      await project.configure();
      fileSystem.decide = (operation) => (keyOf(operation) === key ? code : undefined);
      const fault = await faultOf(project, words, path);
      if (fault !== undefined) faults.push(`${code} ${key}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  test('by a tenant that is yet to be made', { timeout: 180_000 }, async () => {
    const whole = await localProject();
    await rm(whole.tenantDirectory, { recursive: true });
    const operations = await operationsOf(whole, ['tenant', 'env'], /^\.local-tenant\/.*(pem|key|json)/);
    const written = operations.filter(([, { name }]) => name === 'rename' || name === 'open file: writeFile');
    expect(written.length).toBeGreaterThan(8);
    const faults: string[] = [];
    for (const [key, { path }] of written) {
      await rm(whole.tenantDirectory, { recursive: true, force: true });
      // The other keys are there: they take long to make.
      await copyTenantKeys(whole.tenantDirectory);
      await rm(fileOf(path), { force: true });
      fileSystem.decide = (operation) => (keyOf(operation) === key ? 'ENOSPC' : undefined);
      const fault = await faultOf(whole, ['tenant', 'env'], path);
      if (fault !== undefined) faults.push(`${key}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

test.each([
  ['up', '.local-tenant/state.json'],
  ['up', '.local-tenant/ca.pem'],
  ['up', '.local-tenant/server.key'],
  ['up', '.local-tenant/signing-current.pem'],
  ['up', '.local-tenant/embedded/local.json'],
  ['up', 'Pulumi.yaml'],
  ['up', 'Pulumi.local.yaml'],
  ['env', '.env'],
  ['drift', '.driftignore.yaml'],
  ['drift --out report.txt', 'report.txt'],
  ['init --domain localhost:4999 --yes', 'Pulumi.local.yaml'],
])('%s says what to do about a folder in the place of %s', async (line, file) => {
  const project = await deployedProject();
  const path = join(project.directory, file);
  await rm(path, { force: true, recursive: true });
  await mkdir(path);
  expect(await faultOf(project, line.split(' '), path)).toBeUndefined();
});
