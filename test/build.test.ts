import { execFileSync } from 'node:child_process';
import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { localProject } from './support/project/local-project.ts';
import { spawnCommand } from './support/project/spawned-command.ts';
import { temporaryFolder } from './support/project/temporary-folder.ts';

const repository = resolve(import.meta.dirname, '..');
const copied = ['bin', 'build', 'infra', 'src', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** A checkout, with what was compiled before the tests began. Each test leaves it as it was. */
let checkout: string;

const path = (name: string) => join(checkout, name);

beforeAll(async () => {
  checkout = await temporaryFolder({ lifetime: 'run' });
  await mkdir(path('dist'));
  // With the times of every file.
  execFileSync('cp', ['-a', ...copied, checkout], { cwd: repository });
  execFileSync('cp', ['-a', 'dist/cli', path('dist')], { cwd: repository });
  await symlink(join(repository, 'node_modules'), path('node_modules'));
  await betray('main-');
  await betray('infra-');
});

/** Has a compiled file say that it runs. */
async function betray(prefix: string): Promise<void> {
  const names = await readdir(path('dist/cli'));
  const name = names.find((file) => file.startsWith(prefix) && file.endsWith('.js')) ?? '';
  await appendFile(path(`dist/cli/${name}`), `\nprocess.stderr.write('compiled ${prefix}\\n');`);
}

/** Takes a file or a folder away, or puts a text in its place, until the test ends. */
async function replace(name: string, text?: (original: string) => string): Promise<void> {
  const original = join(await temporaryFolder(), basename(name));
  await rename(path(name), original);
  onTestFinished(() => rename(original, path(name)));
  if (text !== undefined) await writeFile(path(name), text(await readFile(original, 'utf8')));
}

/** What the command line prints for its version. */
async function version(): Promise<string> {
  const { stdout, stderr } = await spawnCommand(['--version'], {
    file: path('bin/omnichat-auth0.js'),
  }).end();
  return `${stderr}${stdout}`;
}

const { version: packageVersion } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  version: string;
};
const fromSources = `${packageVersion}\n`;
const compiled = `compiled main-\n${fromSources}`;

describe('the command line', () => {
  test('is what was compiled, also when files were touched only', async () => {
    expect(await version()).toBe(compiled);
    await utimes(path('src/text/own-version.ts'), new Date(), new Date());
    expect(await version()).toBe(compiled);
  });

  test('is its sources from an edit on, until that is taken back', async () => {
    const file = 'src/text/own-version.ts';
    // As long as before.
    await replace(file, (text) =>
      text.replace('{ version }', "version = 'edited'").replace(/ = JSON.*;\n$/, ';\n'),
    );
    expect(await version()).toBe('edited\n');
    await copyFile(join(repository, file), path(file));
    expect(await version()).toBe(compiled);
  });

  test('is its sources when an edit changes no size', async () => {
    await replace('infra/web-address.ts', (text) => text.replace('https', 'httpz'));
    expect(await version()).toBe(fromSources);
  });

  test.each([
    [
      'a file was added',
      async () => {
        await writeFile(path('src/cli/added.ts'), '');
        onTestFinished(() => rm(path('src/cli/added.ts')));
      },
    ],
    ['a file was removed', () => replace('infra/missing-secret.ts')],
    ['other packages are installed', () => replace('package-lock.json', (text) => `${text}\n`)],
    ['nothing was compiled', () => replace('dist')],
  ])('is its sources when %s', async (_, change) => {
    await change();
    expect(await version()).toBe(fromSources);
  });

  test('is what was compiled in an installed package', async () => {
    for (const name of ['build', 'package-lock.json']) await replace(name);
    expect(await version()).toBe(compiled);
  });
});

describe('the program', () => {
  test('is what was compiled, and its sources from an edit on', async () => {
    // An installed package, whose command line is what was compiled in any case.
    await replace('build');
    const project = await localProject();
    await rm(join(project.directory, 'infra'));
    await symlink(path('infra'), join(project.directory, 'infra'));
    const run = (...operation: string[]) =>
      spawnCommand(['-C', project.directory, ...operation, '--json'], {
        file: path('bin/omnichat-auth0.js'),
      }).end();
    const summary = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { plan: { summary: unknown } }).plan.summary;

    const up = await run('up', '--deploy-only');
    expect(up.stderr).toContain('compiled main-\n');
    expect(up.stderr).toContain('compiled infra-\n');
    expect(summary(up)).toMatchObject({ create: 19 });
    const unchanged = await run('preview');
    expect(summary(unchanged)).toMatchObject({ update: 0, same: 19 });

    await replace('infra/index.ts', (text) =>
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
