import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, test } from 'vitest';
import { deployedStack, withoutRegistrar } from '../../support/project/deployed-stack.ts';
import { deployedProject, type LocalProject, localProject } from '../../support/project/local-project.ts';
import { spawnCommand } from '../../support/project/spawned-command.ts';
import { temporaryFolder } from '../../support/project/temporary-folder.ts';

const secretNames = [
  'OAUTH_CLIENT_SECRET',
  'AUTH0_MANAGEMENT_API_TOKEN',
  'AUTH0_REGISTRAR_CLIENT_SECRET',
] as const;

let project: LocalProject;
let written: Record<string, string>;

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  await project.run('up', '--deploy-only');
  await project.run('env', '--file', 'written.env');
  written = parse(await readFile(join(project.directory, 'written.env')));
});

function expectNoSecretsIn(...texts: string[]): void {
  for (const name of secretNames) {
    expect(written[name]).toMatch(/^[\w.-]{20,}$/);
    for (const text of texts) expect(text).not.toContain(written[name]);
  }
}

test('writes .env, readable by its owner alone, and says so without a secret', async () => {
  const file = join(project.directory, '.env');
  expect(await project.run('env')).toEqual({ exitCode: 0, stdout: `${file}: created\n`, stderr: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { AUTH0_MANAGEMENT_API_TOKEN: _, ...first } = written;
  expect(parse(await readFile(file))).toMatchObject(first);

  expect((await project.run('env')).stdout).toBe(`${file}: unchanged\n`);
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^OAUTH_CLIENT_ID=.*$/m, 'OAUTH_CLIENT_ID=x'));
  expect((await project.run('env')).stdout).toBe(`${file}: updated (OAUTH_CLIENT_ID)\n`);
});

test('--json tells by name what was written', async () => {
  const { exitCode, stdout, stderr } = await project.run('env', '--json', '--file', 'json.env');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const path = join(project.directory, 'json.env');
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    path,
    outcome: 'created',
    changed: Object.keys(parse(await readFile(path))),
    kept: [],
  });
  expectNoSecretsIn(stdout);
});

describe('--check', () => {
  test('is content with a file that is up to date', async () => {
    const file = join(project.directory, 'written.env');
    const before = await readFile(file, 'utf8');
    expect(await project.run('env', '--check', '--file', 'written.env')).toEqual({
      exitCode: 0,
      stdout: `${file}: up to date\n`,
      stderr: '',
    });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('exits with 2 and names what is not, and no value', async () => {
    const file = join(project.directory, 'stale.env');
    const { OAUTH_AUDIENCE: _, ...rest } = written;
    const text = Object.entries({ ...rest, OAUTH_CLIENT_SECRET: 'an-old-secret' })
      .map(([name, value]) => `${name}='${value}'\n`)
      .join('');
    await writeFile(file, text);
    expect(await project.run('env', '--check', '--file', 'stale.env')).toEqual({
      exitCode: 2,
      stdout: `${file}: out of date\n  OAUTH_CLIENT_SECRET is stale\n  OAUTH_AUDIENCE is missing\n`,
      stderr: '',
    });
    const { exitCode, stdout } = await project.run('env', '--check', '--json', '--file', 'stale.env');
    expect(exitCode).toBe(2);
    const { path, upToDate, variables } = JSON.parse(stdout) as {
      path: string;
      upToDate: boolean;
      variables: { name: string; state: string }[];
    };
    expect({ path, upToDate }).toEqual({ path: file, upToDate: false });
    expect(variables.filter(({ state }) => state !== 'ok')).toEqual([
      { name: 'OAUTH_CLIENT_SECRET', state: 'stale' },
      { name: 'OAUTH_AUDIENCE', state: 'missing' },
    ]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('finds everything missing where there is no file, and makes none', async () => {
    const { exitCode, stdout } = await project.run('env', '--check', '--file', 'absent.env');
    expect(exitCode).toBe(2);
    expect(stdout.match(/ is missing$/gm)).toHaveLength(Object.keys(written).length);
    await expect(stat(join(project.directory, 'absent.env'))).rejects.toThrow('ENOENT');
  });
});

describe('--outputs', () => {
  const outputs = () => ({ ...withoutRegistrar(), registration: 'off' as const });

  test('takes them from a file, in the project directory', async () => {
    const file = join(project.directory, 'outputs.json');
    await writeFile(file, JSON.stringify(outputs()));
    const { exitCode, stdout } = await project.run('env', '--outputs', 'outputs.json', '--format', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ OAUTH_ISSUER: outputs().issuer });
  });

  test('takes them from standard input', async () => {
    const command = spawnCommand(
      ['-C', project.directory, 'env', '--outputs', '-', '--format', 'shell', '--secrets', 'plain'],
      { input: JSON.stringify(outputs()) },
    );
    const { exitCode, stdout, stderr } = await command.end();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`export OAUTH_CLIENT_SECRET='${outputs().clientSecret}'\n`);
  });

  test.each([
    ['absent.json', undefined, /absent\.json cannot be read: ENOENT.* Make it with `pulumi stack output/],
    ['text.json', 'Current stack outputs (13):', /text\.json is not a JSON object\./],
    [
      'hidden.json',
      JSON.stringify({ ...deployedStack, clientSecret: '[secret]' }),
      /hidden\.json holds the literal text \[secret\] in place of clientSecret\..*--show-secrets/,
    ],
    ['other.json', '{"clientId":"abc"}', /other\.json does not hold the outputs of this program\./],
  ])('refuses %s, and writes nothing', async (name, text, message) => {
    if (text !== undefined) await writeFile(join(project.directory, name), text);
    const { exitCode, stdout, stderr } = await project.run('env', '--outputs', name, '--file', 'refused.env');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(deployedStack.registrarClientSecret);
    await expect(stat(join(project.directory, 'refused.env'))).rejects.toThrow('ENOENT');
  });
});

test.each([
  [['-s', 'dev'], 'dev'],
  [[], 'STACK'],
])('outputs of a deployment that failed are told in one line, with the stack of %j', async (words, stack) => {
  await writeFile(join(project.directory, 'none.json'), '{}');
  const { exitCode, stderr } = await project.run(...words, 'env', '--outputs', 'none.json');
  expect(exitCode).toBe(1);
  expect(stderr.split('\n').slice(1)).toEqual([
    `All stack outputs are missing: stack ${stack} was never deployed, or not to the end. Deploy it: node bin/omnichat-auth0.js up -s ${stack}`,
    '',
  ]);
});

describe('--format', () => {
  test('json prints one object, without secrets unless they are asked for', async () => {
    const { exitCode, stdout, stderr } = await project.run('env', '--format', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const open = Object.entries(written).filter(([name]) => !secretNames.some((secret) => secret === name));
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(open));
    expect((await project.run('env', '--format', 'json', '--json')).stdout).toBe(stdout);

    const plain = await project.run('env', '--format', 'json', '--secrets', 'plain');
    const { AUTH0_MANAGEMENT_API_TOKEN: token, ...rest } = JSON.parse(plain.stdout) as Record<string, string>;
    const { AUTH0_MANAGEMENT_API_TOKEN: _, ...expected } = written;
    expect(rest).toEqual(expected);
    expect(token).toMatch(/^eyJ/);
  });

  test('shell prints what a shell takes in, without secrets unless they are asked for', async () => {
    const { stdout } = await project.run('env', '--format', 'shell');
    expectNoSecretsIn(stdout);
    const value = execFileSync('sh', ['-c', `${stdout}\nprintf %s "$OAUTH_AUDIENCE"`], { encoding: 'utf8' });
    expect(value).toBe('https://omnichat.com/api');
    expect((await project.run('env', '--format', 'shell', '--secrets', 'plain')).stdout).toContain(
      `export OAUTH_CLIENT_SECRET='${written['OAUTH_CLIENT_SECRET']}'\n`,
    );
  });

  test('github appends to $GITHUB_ENV, secrets included, and masks them first', async () => {
    const file = join(await temporaryFolder(), 'github.env');
    await writeFile(file, 'EARLIER=1\n');
    const environment = { GITHUB_ENV: file };
    const { exitCode, stdout } = await project.runWith({ environment }, 'env', '--format', 'github');
    expect(exitCode).toBe(0);
    const masked = stdout.split('\n').filter((line) => line !== '');
    expect(masked.every((line) => line.startsWith('::add-mask::'))).toBe(true);
    expect(masked).toHaveLength(secretNames.length);
    const appended = await readFile(file, 'utf8');
    expect(appended).toMatch(/^EARLIER=1\nAUTHORIZATION_SERVER<<EOF-/);
    expect(appended).toContain(`\n${written['OAUTH_CLIENT_SECRET']}\nEOF-`);
    expect(masked).toContain(`::add-mask::${written['OAUTH_CLIENT_SECRET']}`);
  });

  test('github says that $GITHUB_ENV cannot be written', async () => {
    const environment = { GITHUB_ENV: project.directory };
    const { exitCode, stderr } = await project.runWith({ environment }, 'env', '--format', 'github');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Error: GITHUB_ENV is .*, which cannot be written: EISDIR/);
    expectNoSecretsIn(stderr);
  });

  test('github without $GITHUB_ENV prints, without secrets', async () => {
    const { exitCode, stdout } = await project.run('env', '--format', 'github');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^AUTHORIZATION_SERVER<<EOF-/);
    expectNoSecretsIn(stdout);
  });
});

test('--secrets omit leaves secrets out of a new file', async () => {
  await project.run('env', '--secrets', 'omit', '--file', 'open.env');
  const open = parse(await readFile(join(project.directory, 'open.env')));
  expect(Object.keys(open)).toEqual(
    Object.keys(written).filter((name) => !secretNames.some((secret) => secret === name)),
  );
});

describe('in a git checkout', () => {
  async function checkout(): Promise<{ file: string; git: (...words: string[]) => void }> {
    const folder = await temporaryFolder();
    const git = (...words: string[]) => {
      execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@t.example', ...words]);
    };
    git('init', '--quiet');
    return { file: join(folder, '.env'), git };
  }

  test.each([
    ['tracks', /is tracked by git, .* Run 'git rm --cached -- \.env'/],
    ['does not ignore', /is not ignored by git, .* Add \.env to \.gitignore/],
  ])('refuses a file that git %s', async (relation, message) => {
    const { file, git } = await checkout();
    await writeFile(file, 'OWN=1\n');
    if (relation === 'tracks') git('add', '.env');
    const { exitCode, stdout, stderr } = await project.run('env', '--file', file);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await readFile(file, 'utf8')).toBe('OWN=1\n');
  });

  test('writes a file that git ignores', async () => {
    const { file } = await checkout();
    await writeFile(join(file, '..', '.gitignore'), '.env\n');
    expect((await project.run('env', '--file', file)).exitCode).toBe(0);
    expect(parse(await readFile(file))).toHaveProperty('OAUTH_CLIENT_SECRET');
  });
});

test('before any up there is nothing to write, and the cure is named', async () => {
  const fresh = await localProject();
  for (const words of [['env'], ['env', '--check'], ['env', '--format', 'json']]) {
    expect(await fresh.run(...words)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'Error: Stack local has no outputs yet: nothing was deployed. Run `node bin/omnichat-auth0.js up -s local`.\n',
    });
  }
});

test('a real stack whose provider credentials are encrypted is read all the same', async () => {
  const real = await localProject();
  await writeFile(
    join(real.directory, 'Pulumi.dev.yaml'),
    'config:\n  auth0:domain: omnichat-dev.eu.auth0.com\n  auth0:clientSecret:\n    secure: v1:abc\n',
  );
  const { exitCode, stderr } = await real.runWith({ environment: { PATH: '' } }, 'env', '-s', 'dev');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      'Error: There is no pulumi on the PATH. Give preview, up or destroy --install-pulumi, and it installs Pulumi 3.260.0 for you alone; or install the Pulumi CLI yourself: https://www.pulumi.com/docs/install/\n',
  });
});

test.each([
  'auth0:clientSecret',
  'auth0:apiToken',
  'auth0:clientAssertionPrivateKey',
  'omnichat-auth0:logStreamAuthorization',
])('a secret that stands in the file in plain is refused, and not repeated: %s', async (key) => {
  const other = await localProject();
  await writeFile(
    join(other.directory, 'Pulumi.dev.yaml'),
    `config:\n  auth0:domain: omnichat-dev.eu.auth0.com\n  ${key}: in plain text\n`,
  );
  for (const words of [['env'], ['up'], ['verify']]) {
    const { exitCode, stdout, stderr } = await other.run(...words, '-s', 'dev');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`Pulumi.dev.yaml: ${key} stands there in plain`);
    expect(stderr).toContain(`pulumi config rm ${key} -s dev`);
    expect(stderr).not.toContain('in plain text');
  }
});

test('an encrypted setting is refused by name', async () => {
  const real = await localProject();
  await writeFile(
    join(real.directory, 'Pulumi.dev.yaml'),
    'config:\n  auth0:domain: omnichat-dev.eu.auth0.com\n  omnichat:resourceUrl:\n    secure: v1:abc\n',
  );
  const { exitCode, stderr } = await real.run('env', '-s', 'dev');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^Error: Pulumi\.dev\.yaml: omnichat:resourceUrl: encrypted, .*pulumi config set --plaintext omnichat:resourceUrl VALUE -s dev\n$/,
  );
});

test('up says which variables of the file are out of date by what it did', async () => {
  const own = await deployedProject();
  await own.run('env');
  await own.configure({ resourceUrl: 'http://localhost:3999' });
  const { stderr } = await own.run('up', '--deploy-only');
  expect(stderr).toBe(
    '.env is out of date: RESOURCE_URL. Write it anew: node bin/omnichat-auth0.js env -s local\n',
  );
});
