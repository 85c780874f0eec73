import { describe, expect, test } from 'vitest';
import { explanationOf } from '../../../src/cli/printed/log-explanations.ts';
import { logEntries } from '../../../src/cli/printed/log-text.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { ownCommand } from '../../../src/text/own-command.ts';
import { deployedProject, localProject, startedProject } from '../../support/project/local-project.ts';

const plain: Terminal = {
  result: () => undefined,
  verbatim: () => undefined,
  progress: () => undefined,
  style: (_style, text) => text,
  progressStyle: (_style, text) => text,
};

interface Event {
  readonly log_id: string;
  readonly type: string;
  readonly description?: string;
  readonly client_name?: string;
  readonly explanation?: { readonly sentence: string; readonly check?: string };
}

test('logs tells what a first run did, and what each event means', async () => {
  const project = await startedProject();
  const { exitCode, stdout } = await project.run('logs', '--count', '100', '--json');
  expect(exitCode).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['s', 'seacft', 'sertft', 'seccft', 'f', 'feacft']) expect(types).toContain(type);
  // What the deploy wrote; drift judges that.
  const unexplained = events.filter(({ explanation }) => explanation === undefined);
  expect(new Set(unexplained.map(({ type }) => type))).toEqual(new Set(['sapi']));
  expect(events.map(({ log_id: id }) => id)).toEqual(events.map(({ log_id: id }) => id).toSorted());
  const checks = new Set(events.flatMap(({ explanation }) => explanation?.check ?? []));
  expect(checks.size).toBeGreaterThan(1);
  for (const check of checks) expect((await project.run(...check.split(' '))).exitCode).not.toBe(64);
});

test('logs tells what a person did, and in one line what a verification did', async () => {
  const project = await startedProject();
  expect(await project.run('token')).toMatchObject({ exitCode: 0 });
  const { stdout } = await project.run('logs');
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^\S+Z {2}verify {2}\d+ events of a verification, \d+ refused: it tries what has to be refused, too, and has judged them\.$/,
    ),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^\S+Z {2}seccft {2}A program got a token in its own name\. \(OmniChat Registrar\)$/,
    ),
  );
  expect(stdout).not.toContain('find its cause');
});

test.each(['drift', 'env --check'])('logs names no cause to find after %s', async (words) => {
  const project = await deployedProject();
  expect(await project.run('env')).toMatchObject({ exitCode: 0 });
  expect(await project.run(...words.split(' '))).toMatchObject({ exitCode: 0 });
  const { stdout } = await project.run('logs');
  expect(stdout).toMatch(/^\S+Z {2}secret {2}.* of a look whether secrets are right\b.*$/m);
  expect(stdout).not.toContain('find its cause');
});

test('logs counts a verification as one, and tells the whole of it', async () => {
  const project = await startedProject();
  const all = (await project.run('logs')).stdout.trimEnd().split('\n');
  const at = all.findIndex((line) => line.includes('of a verification'));
  expect(at).not.toBe(-1);
  // Each run of `logs` has a token of its own.
  const { stdout } = await project.run('logs', '--count', String(all.length - at + 1));
  expect(stdout.split('\n')[0]).toBe(all[at]);
  expect(/(\d+) events of a verification/.exec(stdout)?.[1]).toMatch(/^\d\d+$/);
});

test('logs tells of an event that no verification caused, and names a command that can find its cause', () => {
  const event = { log_id: '1', date: '2026-11-30T10:21:07.114Z', client_name: 'OmniChat OAuth 2.1' };
  const events = [
    { ...event, type: 'seacft', user_name: 'user@example.com' },
    { ...event, type: 'f', description: 'unauthorized_client: Callback URL mismatch. …' },
    { ...event, type: 'mgmt_api_read' },
  ];
  expect(logEntries(events, 'dev', plain).flat()).toEqual([
    `${event.date}  seacft  A code became tokens: the application is linked. (OmniChat OAuth 2.1, user@example.com)`,
    `${event.date}  f       The application asked to be sent to a URL that is none of its callbacks. (OmniChat OAuth 2.1)`,
    '    Auth0: unauthorized_client: Callback URL mismatch. …',
    `    find its cause: ${ownCommand('verify --as chatgpt -s dev')}`,
  ]);
});

test('logs takes no more entries than anybody reads', async () => {
  const project = await localProject();
  const { exitCode, stderr } = await project.run('logs', '--count', '101');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('Give a whole number from 1 to 100.');
});

test('logs --follow goes on with what happens, and ends well', async () => {
  const project = await deployedProject();
  const following = project.begin('logs', '--follow', '--count', '1', '--json');
  await following.line(/^{/);
  expect((await project.run('token')).exitCode).toBe(0);
  await following.line(/OmniChat Registrar/);
  following.interrupt('SIGINT');
  expect((await following.end()).exitCode).toBe(0);
});

describe('an explanation', () => {
  test.each([
    ['f', 'Callback URL mismatch. The provided redirect_uri is not …', 'verify --as chatgpt'],
    ['f', 'Unknown client: abc', 'drift'],
    ['f', 'Service not found: https://omnichat.example', 'verify --as chatgpt'],
    ['f', 'Login required', undefined],
    ['f', 'access_denied: No MFA factors enabled for enrollment', 'doctor'],
    ['fertft', 'Multifactor authentication required', undefined],
    ['feacft', 'Unauthorized', 'env --check'],
    ['feacft', 'Invalid authorization code', 'verify --as chatgpt'],
    ['feccft', 'Client is not authorized to access "urn:api".', 'drift'],
    ['feccft', "Grant type 'client_credentials' not allowed for the client.", 'drift'],
    ['fapi', 'Dynamic client registration: refused', 'verify --register'],
  ])('of %s %s names the check', (type, description, check) => {
    expect(explanationOf({ type, description })?.check).toBe(check);
  });

  test('of a grant type that is not allowed speaks of no API', () => {
    const description = "Grant type 'client_credentials' not allowed for the client.";
    expect(explanationOf({ type: 'feccft', description })?.sentence).toBe(
      'The program may not use that grant type.',
    );
  });

  test('is given of nothing but logins, tokens and registrations', () => {
    expect(explanationOf({ type: 'mgmt_api_read', description: 'Get clients' })).toBeUndefined();
    expect(explanationOf({ type: 'sapi', description: 'Update a client' })).toBeUndefined();
  });
});
