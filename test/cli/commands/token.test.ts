import { describe, expect, test } from 'vitest';
import { fakePulumi } from '../../support/pulumi/fake-pulumi.ts';
import { deployedProject, localProject } from '../../support/project/local-project.ts';

describe('token', () => {
  test("tells until when the registrar's is good, and for what; itself only where it is asked for", async () => {
    const project = await deployedProject();
    const { exitCode, stdout, stderr } = await project.run('token');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Application \w+, until \d{4}-\S+Z: create:clients\.\n/);
    expect(stdout).not.toContain('eyJ');

    const plain = await project.run('token', '--secrets', 'plain');
    expect(plain.stdout).toMatch(/^eyJ[\w.-]+\n$/);
    expect(plain.stderr).toContain('create:clients');

    const report = JSON.parse((await project.run('token', '--json')).stdout) as object;
    expect(report).toEqual({
      schemaVersion: 1,
      clientId: expect.any(String),
      expiresAt: expect.stringMatching(/Z$/),
      scopes: ['create:clients'],
    });
  });

  test("can be the deployer's", async () => {
    const project = await localProject();
    const { stdout } = await project.run('token', '--deployer', '--json', '--secrets', 'plain');
    const { scopes, token } = JSON.parse(stdout) as { scopes: readonly string[]; token: string };
    expect(scopes).toContain('create:client_grants');
    expect(token).toMatch(/^eyJ/);

    const { stdout: told } = await project.run('token', '--deployer');
    expect(told).toContain(`: ${scopes.length} scopes, which --json lists.\n`);
  });

  test('needs a registrar', async () => {
    const project = await deployedProject({ registration: 'off' });
    const { exitCode, stderr } = await project.run('token');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The stack has no registrar');
    const [, words = ''] = /omnichat-auth0\.js (token .*)\n$/.exec(stderr) ?? [];
    expect((await project.run(...words.split(' '))).exitCode).toBe(0);
  });

  test('of a real tenant needs the credentials', async () => {
    const project = await localProject();
    await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
    const { exitCode, stderr } = await project.run('token', '--deployer', '-s', 'dev');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('AUTH0_CLIENT_ID');
  });
});

describe('open', () => {
  const project = async (domain = 'omnichat-dev.eu.auth0.com') => {
    const made = await localProject();
    await made.configure({}, { stack: 'dev', domain });
    return made;
  };

  test.each([
    [[], 'https://manage.auth0.com/dashboard/eu/omnichat-dev/tenant/general'],
    [['logs'], 'https://manage.auth0.com/dashboard/eu/omnichat-dev/logs'],
  ])('%j is printed', async (words, url) => {
    const { exitCode, stdout } = await (await project()).run('open', ...words, '--print', '-s', 'dev');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${url}\n` });
  });

  test('finds the application in the state', async () => {
    const pulumi = await fakePulumi();
    const resource = {
      urn: 'urn:pulumi:dev::omnichat-auth0::auth0:index/client:Client::connector',
      custom: true,
      type: 'auth0:index/client:Client',
      id: 'abc',
    };
    await pulumi.set('state', JSON.stringify({ version: 3, deployment: { resources: [resource] } }));
    const environment = { PATH: `${pulumi.folder}:/bin:/usr/bin` };
    const { stdout } = await (
      await project()
    ).runWith({ environment }, 'open', 'connector', '--json', '-s', 'dev');
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      url: 'https://manage.auth0.com/dashboard/eu/omnichat-dev/applications/abc/settings',
    });
  });

  test.each([
    [['connector', '-s', 'dev'], undefined, 1, 'does not say which one is connector'],
    [['-s', 'dev'], 'login.omnichat.com', 1, 'is not a domain under auth0.com'],
    [[], undefined, 1, 'tenant export'],
    [['users'], undefined, 64, 'Allowed choices are tenant, connector, api, logs'],
  ])('%j cannot be opened', async (words, domain, expected, said) => {
    const run = await (await project(domain)).runWith({ environment: { PATH: '' } }, 'open', ...words);
    expect(run.exitCode).toBe(expected);
    expect(run.stderr).toContain(said);
  });
});
