import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { oldestNode } from '../../src/doctor/checks/node-version.ts';
import { findingsOf, subjectOf } from '../support/verify/examined.ts';
import { type FakePulumi, fakePulumi } from '../support/pulumi/fake-pulumi.ts';

describe('Node', () => {
  test.each([
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['20.18.3', 'problem'],
    ['18.20.0', 'problem'],
  ])('%s is %s', async (nodeVersion, status) => {
    expect((await findingsOf(await subjectOf({ nodeVersion })))['node-version']).toMatchObject({ status });
  });

  test('is as old at most as the package says', async () => {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    expect((JSON.parse(manifest) as { engines: { node: string } }).engines.node).toBe(
      `>=${oldestNode.major}.${oldestNode.minor}`,
    );
  });
});

test('settings that cannot be used stop all that stands on them, with one reason', async () => {
  const subject = await subjectOf({
    configuration: new Error('Pulumi.dev.yaml: one setting cannot be used.'),
  });
  const findings = await findingsOf(subject);
  expect(findings['settings']).toMatchObject({
    status: 'problem',
    detail: 'Pulumi.dev.yaml: one setting cannot be used.',
  });
  for (const id of ['domain', 'scopes', 'pulumi-cli', 'stack', 'strangers']) {
    expect(findings[id]).toMatchObject({ status: 'waiting', waitsFor: 'settings' });
  }
});

describe('the .env', () => {
  const inRepository = async () => {
    const subject = await subjectOf();
    execFileSync('git', ['init', '--quiet'], { cwd: subject.directory });
    return subject;
  };

  test('that git would commit is a problem, which --fix mends and leaves the rest of the file alone', async () => {
    const subject = await inRepository();
    await writeFile(join(subject.directory, '.gitignore'), 'node_modules');
    const seen = (await findingsOf(subject))['dotenv-ignored'];
    expect(seen).toMatchObject({ status: 'problem', cure: { canBeFixed: true } });
    expect(await readFile(join(subject.directory, '.gitignore'), 'utf8')).toBe('node_modules');

    const mended = (await findingsOf(subject, { fix: true }))['dotenv-ignored'];
    expect(mended).toMatchObject({ status: 'ok', fixed: true });
    expect(await readFile(join(subject.directory, '.gitignore'), 'utf8')).toBe('node_modules\n/.env.dev\n');
    expect((await findingsOf(subject, { fix: true }))['dotenv-ignored']).not.toHaveProperty('fixed');
  });

  test('that git tracks is no case for --fix', async () => {
    const subject = await inRepository();
    await writeFile(join(subject.directory, '.env.dev'), '');
    execFileSync('git', ['add', '.env.dev'], { cwd: subject.directory });
    const { 'dotenv-ignored': finding } = await findingsOf(subject, { fix: true });
    expect(finding).toMatchObject({ status: 'problem', cure: { canBeFixed: false } });
    expect(finding?.detail).toContain('git rm --cached');
  });

  test('outside a repository cannot be committed', async () => {
    expect((await findingsOf(await subjectOf()))['dotenv-ignored']).toMatchObject({ status: 'ok' });
  });
});

describe('Pulumi', () => {
  let pulumi: FakePulumi;
  beforeEach(async () => {
    pulumi = await fakePulumi();
  });
  const withPulumi = (environment: NodeJS.ProcessEnv = {}, config = {}) =>
    subjectOf({ environment: { PATH: `${pulumi.folder}:/bin:/usr/bin`, ...environment } }, config);
  const examined = async (...given: Parameters<typeof withPulumi>) => {
    const subject = await withPulumi(...given);
    await writeFile(join(subject.directory, 'Pulumi.dev.yaml'), 'config: {}\n');
    return findingsOf(subject);
  };

  test('is missing', async () => {
    const { 'pulumi-cli': cli, stack } = await findingsOf(await subjectOf());
    expect(cli).toMatchObject({ status: 'problem' });
    expect(cli?.detail).toContain('https://www.pulumi.com/docs/install/');
    expect(stack).toMatchObject({ status: 'waiting', waitsFor: 'pulumi-cli' });
  });

  test.each([
    ['v3.260.0', 'ok'],
    ['v3.248.0', 'ok'],
    ['v3.99.0', 'warning'],
    ['v2.300.0', 'warning'],
    ['', 'warning'],
  ])('of version %s is %s', async (version, status) => {
    await pulumi.set('version', version);
    expect((await examined())['pulumi-cli']).toMatchObject({ status });
  });

  test('gets the provider by --fix', async () => {
    await pulumi.set('plugins', '[{"name":"auth0","version":"3.1.0"},{"name":"nodejs"}]');
    const subject = await withPulumi();
    expect((await findingsOf(subject))['pulumi-plugin']).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('It has 3.1.0.'),
      cure: { commands: ['pulumi plugin install resource auth0 3.49.0'], canBeFixed: true },
    });
    expect((await findingsOf(subject, { fix: true }))['pulumi-plugin']).toMatchObject({
      status: 'ok',
      fixed: true,
    });
  });

  test('is logged in nowhere', async () => {
    expect((await examined())['backend']).toMatchObject({
      status: 'problem',
      cure: { commands: ['pulumi login --local'] },
    });
  });

  const production = {
    'omnichat:production': 'true',
    'omnichat:applicationUrls': '["https://omnichat.example"]',
  };

  test.each([
    ['file://~', {}, 'ok'],
    ['file://~', production, 'warning'],
    ['s3://states', production, 'ok'],
  ])('keeps states in %s', async (url, config, status) => {
    await pulumi.set('url', url);
    expect((await examined({}, config))['backend']).toMatchObject({ status });
  });

  test('shows no credentials of a backend', async () => {
    await pulumi.set('url', 'https://ann:hidden@states.example/x?key=hidden');
    expect(JSON.stringify(await examined())).not.toContain('hidden');
  });

  describe('and the passphrase', () => {
    /** Of Pulumi's own tests (`pkg/secrets/passphrase/manager_test.go`). */
    const salt = 'v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==';
    const judged = async (file: string, environment: NodeJS.ProcessEnv, config = {}, url = 'file://~') => {
      await pulumi.set('url', url);
      const subject = await withPulumi(environment, config);
      await writeFile(join(subject.directory, 'Pulumi.dev.yaml'), file);
      await writeFile(join(subject.directory, 'passphrase'), 'password\n');
      return (await findingsOf(subject))['passphrase'];
    };

    test.each([
      ['is not set', 'config: {}\n', {}, 'problem'],
      ['is set for a stack that is yet to be made', 'config: {}\n', { PULUMI_CONFIG_PASSPHRASE: 'x' }, 'ok'],
      ['is right', `encryptionsalt: ${salt}\n`, { PULUMI_CONFIG_PASSPHRASE: 'password' }, 'ok'],
      [
        'is right, in a file',
        `encryptionsalt: ${salt}\n`,
        { PULUMI_CONFIG_PASSPHRASE_FILE: 'passphrase' },
        'ok',
      ],
      ['is wrong', `encryptionsalt: ${salt}\n`, { PULUMI_CONFIG_PASSPHRASE: 'Password' }, 'problem'],
      ['cannot be compared', 'encryptionsalt: nonsense\n', { PULUMI_CONFIG_PASSPHRASE: 'x' }, 'problem'],
      [
        'meets a damaged one',
        'encryptionsalt: "v1:AA==:v1::"\n',
        { PULUMI_CONFIG_PASSPHRASE: 'x' },
        'problem',
      ],
      [
        'is in a file that is not there',
        'config: {}\n',
        { PULUMI_CONFIG_PASSPHRASE_FILE: 'absent' },
        'unknown',
      ],
      ['is not what encrypts', 'secretsprovider: awskms://alias/omnichat?region=x\n', {}, 'skipped'],
    ])('it %s', async (_, file, environment, status) => {
      const finding = await judged(file, environment);
      expect(finding).toMatchObject({ status });
      expect(JSON.stringify(finding)).not.toContain('"password"');
    });

    test('is judged by the file of the stack wherever the project keeps it', async () => {
      await pulumi.set('url', 'file://~');
      const subject = await withPulumi({ PULUMI_CONFIG_PASSPHRASE: 'x' });
      const { configuration } = subject;
      if (configuration instanceof Error) throw configuration;
      const stackFile = join(subject.directory, 'stacks/Pulumi.dev.yaml');
      await mkdir(join(subject.directory, 'stacks'));
      await writeFile(stackFile, 'encryptionsalt: nonsense\n');
      const kept = { ...subject, configuration: { ...configuration, stackFile } };
      expect((await findingsOf(kept))['passphrase']).toMatchObject({ status: 'problem' });
    });

    test('Pulumi Cloud encrypts by itself', async () => {
      expect(await judged('config: {}\n', {}, {}, 'https://app.pulumi.com/ann')).toMatchObject({
        status: 'skipped',
      });
    });

    test('an empty one is a warning in production', async () => {
      const empty = { PULUMI_CONFIG_PASSPHRASE: '' };
      expect(await judged('config: {}\n', empty)).toMatchObject({ status: 'ok' });
      expect(await judged('config: {}\n', empty, production)).toMatchObject({ status: 'warning' });
    });
  });

  describe('and a stack', () => {
    const ready = { PULUMI_CONFIG_PASSPHRASE: 'x' };
    const endedPid = spawnSync('true').pid;

    test('that the backend does not have', async () => {
      await pulumi.set('url', 'file://~');
      expect((await examined(ready))['stack']).toMatchObject({
        status: 'problem',
        cure: { commands: ['pulumi stack select --create dev'] },
      });
    });

    const locked = async (pid: number, host: string) => {
      await pulumi.set('url', `file://${pulumi.folder}/locks`);
      await pulumi.set('state', '{"version":3,"deployment":{}}');
      const folder = join(pulumi.folder, 'locks/.pulumi/locks/organization/omnichat-auth0/dev');
      await mkdir(folder, { recursive: true });
      const timestamp = new Date(Date.now() - 5 * 60_000).toISOString();
      await writeFile(
        join(folder, 'x.json'),
        JSON.stringify({ pid, username: 'ann', hostname: host, timestamp }),
      );
      const subject = await withPulumi(ready);
      await writeFile(join(subject.directory, 'Pulumi.dev.yaml'), 'config: {}\n');
      return subject;
    };

    test('that is free', async () => {
      await pulumi.set('url', `file://${pulumi.folder}/locks`);
      await pulumi.set('state', '{"version":3,"deployment":{}}');
      expect((await examined(ready))['lock']).toMatchObject({ status: 'ok' });
    });

    test.each([
      ['this machine', process.pid, hostname()],
      ['another machine', endedPid, 'elsewhere'],
    ])('that a run on %s holds is left to it', async (_, pid, host) => {
      const { lock } = await findingsOf(await locked(pid, host), { fix: true });
      expect(lock).toMatchObject({ status: 'problem', cure: { canBeFixed: false } });
      expect(lock?.detail).toBe(`The stack is held by ann@${host}, process ${pid}, for 5 min.`);
    });

    test('that a run left locked when it died is freed by --fix', async () => {
      const subject = await locked(endedPid, hostname());
      expect((await findingsOf(subject))['lock']).toMatchObject({
        status: 'problem',
        cure: { canBeFixed: true },
      });
      expect((await findingsOf(subject, { fix: true }))['lock']).toMatchObject({ status: 'ok', fixed: true });
    });
  });
});
