import { describe, expect, test } from 'vitest';
import { fetchTrusting } from '../../../src/http/trusting-fetch.ts';
import { readFile } from 'node:fs/promises';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { type PruneRule, pruneVerdict } from '../../../src/cli/clients/prune-verdict.ts';
import { deployedProject, type LocalProject, localProject } from '../../support/project/local-project.ts';

const day = 86_400_000;

/** A deployed tenant whose endpoint is open, with applications that registered themselves at a time. */
async function registrants(names: readonly string[], { at = Date.now() } = {}): Promise<LocalProject> {
  const project = await deployedProject({ registration: 'native' });
  await register(project, names, at);
  return project;
}

async function register(
  { domain, tenantDirectory: directory }: LocalProject,
  names: readonly string[],
  at: number,
): Promise<void> {
  const tenant = await serveTenant({ directory, domain, now: () => at });
  try {
    const fetch = fetchTrusting({ domain, ca: await readFile(tenant.caFile, 'utf8') });
    for (const client_name of names) {
      const redirect_uris = ['https://chatgpt.com/connector_platform_oauth_redirect'];
      const answer = await fetch(`https://${domain}/oidc/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_name, redirect_uris }),
      });
      expect(answer.status).toBe(201);
    }
  } finally {
    await tenant.close();
  }
}

interface Report {
  readonly clients?: readonly { readonly name: string; readonly mayAskFor: readonly string[] }[];
  readonly mayGo?: readonly { readonly name: string }[];
  readonly deleted?: readonly string[];
  readonly kept?: readonly { readonly name: string; readonly why: string }[];
}

const reportOf = async (project: LocalProject, ...words: string[]) =>
  JSON.parse((await project.run('clients', ...words, '--json')).stdout) as Report;

test('list tells of each registrant when it came and what it may ask for', async () => {
  const project = await registrants(['One', 'Two']);
  const { exitCode, stdout } = await project.run('clients', 'list');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^One \(tpc_\w+\)\n {4}registered 20.*Z, last used 20/m);
  expect(stdout).toContain('may ask for files:read, files:write, chat:read, chat:write\n');
  expect(stdout).toContain('2 applications of third parties. The log begins at 20');
  expect((await reportOf(project, 'list')).clients).toHaveLength(2);
});

test('prune deletes nothing unless told to, and then those of the rule and no other', async () => {
  const project = await registrants(['Old'], { at: Date.now() - 40 * day });
  await register(project, ['New'], Date.now());
  const rule = ['--older-than', '30d', '--unused-for', '30d'];

  const planned = await project.run('clients', 'prune', ...rule);
  expect(planned.exitCode).toBe(0);
  expect(planned.stdout).toMatch(/^ {2}may go {2}Old \(tpc_/m);
  expect(planned.stdout).toContain('1 may go, 1 stay. Nothing was deleted: that takes --delete.');
  expect((await reportOf(project, 'list')).clients).toHaveLength(2);

  const carriedOut = await project.run('clients', 'prune', ...rule, '--delete');
  expect(carriedOut.stdout).toMatch(/^ {2}deleted {2}Old \(tpc_/m);
  expect(carriedOut.stdout).toContain('1 deleted, 1 kept.');
  expect((await reportOf(project, 'list')).clients).toMatchObject([{ name: 'New' }]);
  expect(await reportOf(project, 'prune', ...rule, '--delete')).toMatchObject({ mayGo: [], deleted: [] });
});

test('prune keeps what the program declares', async () => {
  const project = await deployedProject({ registration: 'registry' });
  expect(await reportOf(project, 'prune', '--unused-for', '1s', '--delete')).toMatchObject({
    deleted: [],
    kept: [{ name: 'OmniChat Public Connector', why: 'the program declares it' }],
  });
});

test.each([
  [['prune'], 'Say which may go: --older-than, --unused-for, or both.'],
  [['prune', '--older-than', '30'], 'Give a number, and s, m, h or d, such as 30d.'],
])('clients %j is wrong usage', async (words, said) => {
  const { exitCode, stderr } = await (await localProject()).run('clients', ...words);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(said);
});

describe('what the log cannot tell', () => {
  const nowMs = Date.UTC(2026, 5, 1);
  const ago = (days: number) => new Date(nowMs - days * day).toISOString();
  const client = { clientId: 'x', name: 'x', declared: false, mayAskFor: [], registrationSeen: false };

  test.each<[string, PruneRule, object, number | undefined, boolean]>([
    ['keeps what an empty log does not name', { unusedForMs: day }, {}, undefined, false],
    ['keeps what a short log does not name', { unusedForMs: 30 * day }, {}, 1, false],
    ['lets go what a long log does not name', { unusedForMs: 30 * day }, {}, 31, true],
    ['keeps what was in use', { unusedForMs: 2 * day }, { firstSeen: ago(9), lastSeen: ago(1) }, 31, false],
    ['lets go what was not', { unusedForMs: 2 * day }, { firstSeen: ago(9), lastSeen: ago(3) }, 31, true],
    ['keeps what may be old', { olderThanMs: 9 * day }, { firstSeen: ago(3), lastSeen: ago(3) }, 31, false],
    [
      'keeps what is one of two',
      { olderThanMs: day, unusedForMs: 9 * day },
      { firstSeen: ago(3), lastSeen: ago(3) },
      31,
      false,
    ],
  ])('%s', (_, rule, seen, logDays, goes) => {
    const logSinceMs = logDays === undefined ? undefined : nowMs - logDays * day;
    expect(pruneVerdict({ ...client, ...seen }, rule, { logSinceMs, nowMs }).prune).toBe(goes);
  });
});
