import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Report } from '../../../src/verify/report.ts';
import { freePort } from '../../support/project/free-port.ts';
import { type LocalProject, localProject } from '../../support/project/local-project.ts';

let project: LocalProject;
let resourceUrl: string;

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  resourceUrl = `http://localhost:${await freePort()}`;
  await project.configure({ resourceUrl });
  await project.run('start');
});

const reportOf = (stdout: string) => JSON.parse(stdout) as Report;

test('verify proves all that start made, with the reference connector in place of the server', async () => {
  const { exitCode, stdout, stderr } = await project.run('verify');
  expect(stdout).toContain('54 checks: 54 passed.');
  expect(exitCode).toBe(0);
  expect(stderr).toContain(
    `Nobody answers at ${resourceUrl}: the reference connector stands in for OmniChat's server.`,
  );
  expect(stderr).toContain('application: done');
});

test('verify --json prints the report and nothing else', async () => {
  const { exitCode, stdout } = await project.run('verify', '--json');
  const { schemaVersion, target, summary } = reportOf(stdout);
  expect({ exitCode, schemaVersion, target, summary }).toEqual({
    exitCode: 0,
    schemaVersion: 1,
    target: {
      issuer: `https://${project.domain}/`,
      resourceUrl,
      server: 'reference connector',
      stack: 'local',
    },
    summary: { pass: 54, fail: 0, warning: 0, skip: 0, unknown: 0 },
  });
});

test.each(['--login', '--register'])(
  'verify %s says that it changes nothing on this machine',
  async (flag) => {
    const { exitCode, stderr } = await project.run('verify', flag, '--only', 'as-jwks-kid');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      'Stack local is on this machine: its test user logs in by itself, and clients are registered and removed in any case. ' +
        '--login and --register change nothing.',
    );
  },
);

test('verify that is interrupted exits 130, and claims neither proof nor progress', async () => {
  const interruption = new AbortController();
  interruption.abort('SIGINT');
  const { exitCode, stdout, stderr } = await project.runWith({ interrupted: interruption.signal }, 'verify');
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
  expect(stderr).toMatch(/\nInterrupted by SIGINT: nothing is proved\.\n$/);

  const json = await project.runWith({ interrupted: interruption.signal }, 'verify', '--json');
  expect(json.exitCode).toBe(130);
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'CLI_INTERRUPTED', exitCode: 130 } });
});

test('verify --only runs the checks that are named', async () => {
  const { exitCode, stdout } = await project.run('verify', '--only', 'as-jwks-kid, app-pkce,', '--json');
  expect(exitCode).toBe(0);
  expect(reportOf(stdout).checks.map(({ id, status }) => [id, status])).toEqual([
    ['as-jwks-kid', 'pass'],
    ['app-pkce', 'pass'],
  ]);
});

test('verify --as chatgpt --only goes the way of ChatGPT, and concludes nothing from a part of it', async () => {
  const ids = ['chatgpt-challenge', 'chatgpt-registration', 'chatgpt-redirect-uri'];
  const { exitCode, stdout } = await project.run(
    'verify',
    '--as',
    'chatgpt',
    '--only',
    ids.join(','),
    '--json',
  );
  const { checks, conclusion } = reportOf(stdout);
  expect(exitCode).toBe(0);
  expect(Object.fromEntries(checks.map(({ id, status }) => [id, status]))).toEqual(
    Object.fromEntries(ids.map((id) => [id, 'pass'])),
  );
  expect(conclusion).toBeUndefined();
});

test.each([
  ['app-pcke', 'There is no check app-pcke. The nearest one is app-pkce.'],
  ['foo', 'There is no check foo. Those are '],
])('verify --only refuses %s, which there is not', async (id, said) => {
  const { exitCode, stdout, stderr } = await project.run('verify', '--only', id);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  expect(stderr).toContain(said);
});

test.each([
  [['--only', 'chatgpt-call'], 'chatgpt-call needs --as chatgpt.'],
  [['--as', 'chatgpt', '--only', 'rs-token'], 'rs-token is none of those of --as chatgpt.'],
])('verify %j says which set the check belongs to', async (flags, message) => {
  const { exitCode, stderr } = await project.run('verify', ...flags);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(message);
});

test('verify --as chatgpt says what of the internet is left, and exits 0', async () => {
  const { exitCode, stdout } = await project.run('verify', '--as', 'chatgpt');
  expect(exitCode).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    `ChatGPT would link, but for: ChatGPT cannot reach ${resourceUrl} and https://${project.domain}; ` +
      "ChatGPT has to find OmniChat's server at https://omnichat.com/api, which tokens are for.",
  );
});

test('verify --as a client on this machine exits 2, and says once what stops it and the mend, which works', async () => {
  await project.configure({ resourceUrl, clients: ['chatgpt', 'vscode'] });
  await project.run('up', '--deploy-only');
  const before = await project.run('verify', '--as', 'vscode');
  expect(before.exitCode).toBe(2);
  const mended = `${resourceUrl}/mcp`;
  const dotenv = join(project.directory, '.env');
  const setting = `omnichat:apiIdentifier in Pulumi.local.yaml (it should be ${mended}), and omnichat:resourceUrl the same`;
  const lines = before.stdout.trimEnd().split('\n');
  expect(lines.slice(1, 5)).toEqual([
    `      the URL is ${resourceUrl}, and the metadata is about https://omnichat.com/api`,
    `      setting: ${setting}`,
    `      mend it: node bin/omnichat-auth0.js init -s local --server-url ${mended} --yes && ` +
      `node bin/omnichat-auth0.js up -s local --deploy-only && node bin/omnichat-auth0.js env -s local --file ${dotenv}`,
    "      then:    restart OmniChat's server",
  ]);
  expect(lines.at(-1)).toBe(`VS Code will not link. It is the side of OmniChat's server: ${setting}.`);
  expect(before.stdout.match(/the URL is/g)).toHaveLength(1);
  for (const words of [
    ['init', '-s', 'local', '--server-url', mended, '--yes'],
    ['up', '-s', 'local'],
    ['env', '-s', 'local', '--file', dotenv],
  ])
    expect((await project.run(...words)).exitCode).toBe(0);
  const after = await project.run('verify', '--as', 'vscode');
  expect(after.stdout.trimEnd().split('\n').at(-1)).toBe('VS Code will link.');
  expect(after.exitCode).toBe(0);
  await project.configure({ resourceUrl });
  await project.run('start');
});

test('verify exits 2 on a stale .env, and shows setting and command', async () => {
  await project.run('env', '--file', '.env.stale', '--secrets', 'omit');
  const { exitCode, stdout } = await project.run('verify', '--only', 'env-agrees', '--file', '.env.stale');
  const path = join(project.directory, '.env.stale');
  expect(exitCode).toBe(2);
  expect(stdout).toContain(
    `      setting: ${path}\n      mend it: node bin/omnichat-auth0.js env -s local --file ${path}\n      then:    restart OmniChat's server\n`,
  );
  await rm(path);
});

test('verify --issuer skips what it knows nothing of, and exits 1 when nobody answers', async () => {
  const { exitCode, stdout } = await project.run('verify', '--issuer', 'https://localhost:1/', '--json');
  const { summary, checks } = reportOf(stdout);
  expect(exitCode).toBe(1);
  expect([summary.pass, summary.fail]).toEqual([0, 0]);
  expect(checks.find(({ id }) => id === 'as-metadata')?.status).toBe('unknown');
  expect(checks.find(({ id }) => id === 'app-pkce')?.status).toBe('skip');
});

test.each([
  [['--issuer', 'http://login.omnichat.com/'], '--issuer http://login.omnichat.com/ is not an https URL.'],
  [['--issuer', 'nonsense'], '--issuer nonsense is not an https URL.'],
  [['--issuer', 'https://localhost:1/', '--login', '--no-input'], '--no-input forbids that'],
])('verify %j is wrong usage', async (words, message) => {
  const { exitCode, stdout, stderr } = await project.run('verify', ...words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  expect(stderr).toContain(message);
});

test('verify --register cannot be done without credentials', async () => {
  await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
  const environment = { AUTH0_CLIENT_ID: '', AUTH0_CLIENT_SECRET: '' };
  const ended = await project.runWith({ environment }, 'verify', '-s', 'dev', '--register');
  expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toContain('Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET');
});
