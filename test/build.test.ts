import { appendFile, cp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileCommandLine } from '../build/command-line.ts';
import { localProject } from './support/project/local-project.ts';
import { spawnCommand } from './support/project/spawned-command.ts';
import { temporaryFolder } from './support/project/temporary-folder.ts';

const repository = resolve(import.meta.dirname, '..');
const copied = ['bin', 'build', 'infra', 'src', 'package.json', 'package-lock.json'];

let built: string;

beforeAll(async () => {
  built = await temporaryFolder({ lifetime: 'run' });
  for (const name of [...copied, 'tsconfig.json']) {
    await cp(join(repository, name), join(built, name), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(built, 'node_modules'));
  await compileCommandLine(built);
  await betray('main-');
  await betray('infra-');
});

/** Has a compiled file say that it runs. */
async function betray(prefix: string): Promise<void> {
  const folder = join(built, 'dist/cli');
  const names = await readdir(folder);
  const name = names.find((file) => file.startsWith(prefix) && file.endsWith('.js')) ?? '';
  await appendFile(join(folder, name), `\nprocess.stderr.write('compiled ${prefix}\\n');`);
}

/** A copy of what was built, with the times of every file, and its version as a command line prints it. */
async function checkout(): Promise<{ path: (name: string) => string; version: () => Promise<string> }> {
  const folder = await temporaryFolder();
  await cp(built, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const path = (name: string) => join(folder, name);
  const version = async () => {
    const { stdout, stderr } = await spawnCommand(['--version'], {
      file: path('bin/omnichat-auth0.js'),
    }).end();
    return `${stderr}${stdout}`;
  };
  return { path, version };
}

const { version: packageVersion } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  version: string;
};
const fromSources = `${packageVersion}\n`;
const compiled = `compiled main-\n${fromSources}`;

describe('the command line', () => {
  test('is what was compiled, also when files were touched only', async () => {
    const { path, version } = await checkout();
    expect(await version()).toBe(compiled);
    await utimes(path('src/text/own-version.ts'), new Date(), new Date());
    expect(await version()).toBe(compiled);
  });

  test('is its sources from an edit on, until that is taken back', async () => {
    const { path, version } = await checkout();
    const file = path('src/text/own-version.ts');
    const original = await readFile(file, 'utf8');
    // As long as before.
    await writeFile(
      file,
      original.replace('{ version }', "version = 'edited'").replace(/ = JSON.*;\n$/, ';\n'),
    );
    expect(await version()).toBe('edited\n');
    await writeFile(file, original);
    expect(await version()).toBe(compiled);
  });

  test('is its sources when an edit changes no size', async () => {
    const { path, version } = await checkout();
    const file = path('infra/web-address.ts');
    await writeFile(file, (await readFile(file, 'utf8')).replace('https', 'httpz'));
    expect(await version()).toBe(fromSources);
  });

  test.each([
    ['a file was added', (path: (name: string) => string) => writeFile(path('src/cli/added.ts'), '')],
    ['a file was removed', (path: (name: string) => string) => rm(path('infra/missing-secret.ts'))],
    [
      'other packages are installed',
      (path: (name: string) => string) => appendFile(path('package-lock.json'), '\n'),
    ],
    ['nothing was compiled', (path: (name: string) => string) => rm(path('dist'), { recursive: true })],
  ])('is its sources when %s', async (_, change) => {
    const { path, version } = await checkout();
    await change(path);
    expect(await version()).toBe(fromSources);
  });

  test('is what was compiled in an installed package', async () => {
    const { path, version } = await checkout();
    for (const name of ['build', 'package-lock.json']) await rm(path(name), { recursive: true });
    expect(await version()).toBe(compiled);
  });
});

describe('the program', () => {
  test('is what was compiled, and its sources from an edit on', async () => {
    const { path } = await checkout();
    // An installed package, whose command line is what was compiled in any case.
    await rm(path('build'), { recursive: true });
    const project = await localProject();
    await rm(join(project.directory, 'infra'));
    await symlink(path('infra'), join(project.directory, 'infra'));
    const run = (operation: string) =>
      spawnCommand(['-C', project.directory, operation, '--json'], {
        file: path('bin/omnichat-auth0.js'),
      }).end();
    const summary = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { plan: { summary: unknown } }).plan.summary;

    const up = await run('up');
    expect(up.stderr).toContain('compiled main-\n');
    expect(up.stderr).toContain('compiled infra-\n');
    expect(summary(up)).toMatchObject({ create: 19 });
    const unchanged = await run('preview');
    expect(summary(unchanged)).toMatchObject({ update: 0, same: 19 });

    const file = path('infra/index.ts');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace(
        "'tenant', desired.settings, {",
        "'tenant', { ...desired.settings, friendlyName: 'Edited' }, {",
      ),
    );
    const edited = await run('preview');
    expect(edited.stderr).toContain('compiled main-\n');
    expect(edited.stderr).not.toContain('compiled infra-\n');
    expect(summary(edited)).toMatchObject({ update: 1, same: 18 });
  });
});
