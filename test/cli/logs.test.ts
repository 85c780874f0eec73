import { describe, expect, test } from 'vitest';
import { explanationOf } from '../../src/cli/printed/log-explanations.ts';
import { localProject } from '../support/local-project.ts';

interface Event {
  readonly log_id: string;
  readonly type: string;
  readonly description?: string;
  readonly client_name?: string;
  readonly explanation?: { readonly sentence: string; readonly check?: string };
}

test('logs tells what a first run did, and what each event means', async () => {
  const project = await localProject();
  await project.run('start');
  const { exitCode, stdout } = await project.run('logs', '--count', '100', '--json');
  expect(exitCode).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  const types = new Set(events.map(({ type }) => type));
  for (const type of ['s', 'seacft', 'sertft', 'seccft', 'f', 'feacft']) expect(types).toContain(type);
  expect(events.filter(({ explanation }) => explanation === undefined)).toEqual([]);
  expect(events.map(({ log_id: id }) => id)).toEqual(events.map(({ log_id: id }) => id).toSorted());

  const { stdout: text } = await project.run('logs');
  expect(text).toMatch(
    / {2}seacft {2}A code became tokens: the application is linked\. \(OmniChat OAuth 2\.1, /,
  );
  const checks = [...text.matchAll(/find its cause: node bin\/omnichat-auth0\.js (.*)$/gm)];
  for (const [, words = ''] of new Map(checks.map((check) => [check[1], check])).values()) {
    expect((await project.run(...words.split(' '))).exitCode).not.toBe(64);
  }
});

test('logs takes no more events than Auth0 gives at once', async () => {
  const project = await localProject();
  const { exitCode, stderr } = await project.run('logs', '--count', '101');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('Give a whole number from 1 to 100.');
});

test('logs --follow goes on with what happens, and ends well', async () => {
  const project = await localProject();
  await project.run('up', '--deploy-only');
  const following = project.spawn('logs', '--follow', '--count', '1', '--json');
  await following.line(/^{/);
  expect((await project.run('token')).exitCode).toBe(0);
  await following.line(/OmniChat Registrar/);
  following.process.kill('SIGINT');
  expect((await following.end()).exitCode).toBe(0);
});

describe('an explanation', () => {
  test.each([
    ['f', 'Callback URL mismatch. The provided redirect_uri is not …', 'verify --as chatgpt'],
    ['f', 'Unknown client: abc', 'drift'],
    ['f', 'Service not found: https://omnichat.example', 'verify --as chatgpt'],
    ['f', 'Login required', undefined],
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
