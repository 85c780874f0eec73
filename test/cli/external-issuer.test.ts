import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseExternalIssuer } from '../../infra/settings/external-issuer.ts';
import { externalOutputs } from '../../src/cli/stack/external-issuer.ts';
import { serveConnector } from '../../src/connector/serve.ts';
import { parseConnectorSettings } from '../../src/connector/settings.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { partGroups } from '../../src/verify/check-group.ts';
import { outcomeOf } from '../../src/verify/report.ts';
import { issuerTarget } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';
import { type GenericIssuer, serveGenericIssuer } from '../support/stand-ins/generic-issuer.ts';
import { localProject } from '../support/project/local-project.ts';
import { serveStub } from '../support/stand-ins/tenant-stub.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const secret = 'a secret that nobody guesses';

const stackOf = ({ issuer, environment }: GenericIssuer, further: Record<string, string> = {}) =>
  parseExternalIssuer(
    {
      'omnichat:authorizationServer': 'external',
      'omnichat:issuer': issuer,
      'omnichat:clientId': 'omnichat',
      'omnichat:resourceUrl': String(environment['RESOURCE_URL']),
      'omnichat:apiIdentifier': String(environment['OAUTH_AUDIENCE']),
      'omnichat:callbackUrls': '[]',
      ...further,
    },
    'other',
  )!;

/** What `env` writes for it. */
async function written(server: GenericIssuer, further: Record<string, string> = {}, path?: string) {
  const file = path ?? join(await temporaryFolder(), '.env.other');
  const invocation = {
    environment: path === undefined ? { OAUTH_CLIENT_SECRET: secret } : {},
    interrupted: new AbortController().signal,
  };
  const outputs = await externalOutputs(stackOf(server, further), file, invocation, server.fetch);
  const mint = () => Promise.reject(new Error('there is nobody to mint'));
  await writeDotenv(file, { outputs, secrets: 'plain', mint });
  return { file, variables: parse(await readFile(file, 'utf8')) };
}

test('the .env that is written for it is one with which the connector works and verify passes', async () => {
  const server = await serveGenericIssuer({ audience: 'project-1' });
  const { file, variables } = await written(server, { 'omnichat:tokenAudience': 'project-1' });
  expect(variables).toMatchObject({
    AUTHORIZATION_SERVER: server.issuer,
    OAUTH_ISSUER: server.issuer,
    OAUTH_CLIENT_ID: 'omnichat',
    OAUTH_CLIENT_SECRET: secret,
    OAUTH_JWKS_URI: `${server.issuer}/jwks`,
    OAUTH_REGISTRATION: 'native',
    OAUTH_TOKEN_AUDIENCE: 'project-1',
  });
  expect(Object.keys(variables).filter((name) => name.startsWith('AUTH0'))).toEqual([]);
  expect(parseConnectorSettings(variables)).toMatchObject({
    issuer: server.issuer,
    registration: { mode: 'native' },
  });
  const connector = await serveConnector({
    environment: variables,
    port: 0,
    fetch: server.fetch,
    log: () => undefined,
  });
  onTestFinished(() => connector.close());
  const { origin } = new URL(String(variables['RESOURCE_URL']));
  const reaching: typeof fetch = (input, init) =>
    server.fetch(input instanceof Request ? input : String(input).replace(origin, connector.url), init);
  const report = await verify({
    target: issuerTarget(server.issuer, {
      ...variables,
      OAUTH_REDIRECT_URIS: server.environment['OAUTH_REDIRECT_URIS'],
    }),
    fetch: reaching,
    user: createScriptedUser(server.fetch, { email: 'nobody@example.com', password: 'none' }),
    register: true,
    groups: partGroups,
  });
  expect(outcomeOf(report)).toBe('passed');

  // The secret stays in the file, where the environment need not have it any more.
  expect((await written(server, { 'omnichat:tokenAudience': 'project-1' }, file)).variables).toEqual(
    variables,
  );
});

describe('what an issuer lacks is told before anything is written', () => {
  test.each([
    [{ registration: false }, {}, 'name no registration_endpoint: clients cannot register there'],
    [{}, { 'omnichat:clientId': 'another' }, 'The secret of the client another is in no file yet.'],
  ])('%j %j', async (server, further, said) => {
    const issuer = await serveGenericIssuer(server);
    const file = join(await temporaryFolder(), '.env.other');
    await writeFile(file, 'OAUTH_CLIENT_ID=omnichat\nOAUTH_CLIENT_SECRET=x\n');
    await expect(written(issuer, further, file)).rejects.toThrow(said);
    expect(await readFile(file, 'utf8')).toBe('OAUTH_CLIENT_ID=omnichat\nOAUTH_CLIENT_SECRET=x\n');
  });

  test('an issuer that calls itself otherwise', async () => {
    const server = await serveGenericIssuer();
    await expect(written({ ...server, issuer: `${server.issuer}/` })).rejects.toThrow(
      `The metadata of ${server.issuer}/ name the issuer ${server.issuer}, and omnichat:issuer is ${server.issuer}/`,
    );
  });

  test('a certificate of an authority that this machine does not know', async () => {
    const { domain } = await serveStub(() => ({ body: {} }));
    const server = await serveGenericIssuer();
    await expect(written({ ...server, issuer: `https://${domain}`, fetch })).rejects.toThrow(
      'if you trust it, set NODE_EXTRA_CA_CERTS to the file of the authority that signed it',
    );
  });

  test('nobody who answers', async () => {
    const server = await serveGenericIssuer();
    await expect(written({ ...server, issuer: 'https://localhost:1' })).rejects.toThrow(
      'https://localhost:1 has no metadata that can be used. RFC 8414:',
    );
  });
});

describe('a stack of such a server', () => {
  const config = [
    'config:',
    '  omnichat:authorizationServer: external',
    '  omnichat:issuer: https://localhost:1',
    '',
  ].join('\n');

  test.each([
    ['up'],
    ['preview'],
    ['destroy'],
    ['drift'],
    ['audit'],
    ['doctor'],
    ['rotate', 'connector'],
    ['logs'],
  ])('has nothing for %s, which says so', async (...words) => {
    const project = await localProject();
    await writeFile(join(project.directory, 'Pulumi.other.yaml'), config);
    const { exitCode, stdout, stderr } = await project.run(...words, '-s', 'other');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'Stack other has an authorization server that is no Auth0 tenant',
    );
  });

  test.each([
    [['callbacks', 'add', 'abc'], 'chatgptConnectorIds:\n    - abc\n', 'env -s other'],
    [
      ['init', '--server-url', 'https://a.example/mcp', '--yes'],
      'resourceUrl: https://a.example/mcp\n',
      'env -s other',
    ],
  ])('is written by %j', async (words, setting, next) => {
    const project = await localProject();
    const file = join(project.directory, 'Pulumi.other.yaml');
    await writeFile(file, config);
    const { exitCode, stdout, stderr } = await project.run(...words, '-s', 'other');
    expect({ exitCode, stderr: stderr.includes('Error') }).toEqual({ exitCode: 0, stderr: false });
    expect(await readFile(file, 'utf8')).toContain(`omnichat:${setting}`);
    expect(stdout).toContain(`Next:\n  node bin/omnichat-auth0.js ${next}\n`);
  });

  test('is refused what it would be refused later', async () => {
    const project = await localProject();
    await writeFile(join(project.directory, 'Pulumi.other.yaml'), config);
    const words = ['init', '-s', 'other', '--registration', 'broker', '--yes'];
    const { exitCode, stderr } = await project.run(...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('omnichat:registration "broker" is not for an issuer that is not Auth0.');
  });

  test('is verified by its .env', async () => {
    const project = await localProject();
    await writeFile(join(project.directory, 'Pulumi.other.yaml'), config);
    const early = await project.run('verify', '-s', 'other');
    expect(early.stderr).toContain('node bin/omnichat-auth0.js env -s other');
    await writeFile(join(project.directory, '.env.other'), 'OAUTH_ISSUER=https://localhost:1\n');
    const { exitCode, stdout } = await project.run(
      'verify',
      '-s',
      'other',
      '--only',
      'as-metadata',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ target: { issuer: 'https://localhost:1' } });
    expect(exitCode).not.toBe(0);
  });

  test('is left out where drift looks at every stack', async () => {
    const project = await localProject();
    await project.run('up');
    await writeFile(join(project.directory, 'Pulumi.other.yaml'), config);
    expect(await project.run('drift', '--all')).toMatchObject({ exitCode: 0 });
  });
});
