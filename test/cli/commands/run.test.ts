import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'dotenv';
import { describe, expect, test } from 'vitest';
import type { EmbeddedRecord } from '../../../src/engine/embedded/record/record.ts';
import { acquireLock } from '../../../src/local-tenant/index.ts';
import { freePort } from '../../support/project/free-port.ts';
import {
  deployedProject,
  type LocalProject,
  localProject,
  startedProject,
} from '../../support/project/local-project.ts';
import { wordsOf } from '../../support/project/printed-command.ts';
import { notingPulumi } from '../../support/pulumi/noting-pulumi.ts';
import { serveStub } from '../../support/stand-ins/tenant-stub.ts';
import { distantHost } from '../../support/tenants/distant-host.ts';

/** Where nobody answers, whoever has a server on this machine. */
const nobodysUrl = async () => `http://localhost:${await freePort()}`;

test('start prints what README shows, but for the port, the folder and the times', async () => {
  const project = await startedProject();
  const page = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const [, example = ''] = /^```\n(Auth0 tenant [^`]+)```$/m.exec(page) ?? [];
  const { stdout, stderr } = project.first;
  const printed = `${stderr.split('\n')[0]}\n${stdout}`
    .replaceAll(project.domain, 'localhost:4443')
    .replace(/\S+\.env created/, '.env created')
    .replace(/(created in|took) \d+\.\d s/g, '$1 # s');
  const words = example
    .replace(/(created in|took) \d+\.\d s/g, '$1 # s')
    .split(/^ +…$/m)
    .map((piece) =>
      piece
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
        .join(String.raw`\s+`),
    );
  expect(words).toHaveLength(3);
  expect(printed).toMatch(new RegExp(`^${words.join(String.raw`\s[^]*?\s`)}`));
});

test('start deploys to a tenant on this machine and writes .env, and a second start changes nothing', async () => {
  const project = await startedProject();

  const { first } = project;
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toMatch(/^ {2}\+ connector {14}application$/m);
  expect(first.stdout).toMatch(/^19 created in \d+\.\d s\.$/m);
  const dotenv = await readFile(join(project.directory, '.env'), 'utf8');
  expect(Object.keys(parse(dotenv)).slice(0, 6)).toEqual([
    'AUTHORIZATION_SERVER',
    'RESOURCE_URL',
    'OAUTH_CLIENT_ID',
    'OAUTH_CLIENT_SECRET',
    'OAUTH_JWKS_URI',
    'AUTH0_MANAGEMENT_API_TOKEN',
  ]);
  for (const [name, value] of Object.entries(parse(dotenv))) {
    if (/SECRET|TOKEN$/.test(name)) expect(first.stdout + first.stderr).not.toContain(value);
  }

  const second = await project.run('start');
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toMatch(/^19 unchanged in \d+\.\d s\.$/m);
  expect(await readFile(join(project.directory, '.env'), 'utf8')).toBe(dotenv);
});

test('start ends with what ChatGPT would say, and --public-url gives it one URL for server and API', async () => {
  const project = await startedProject();
  const publicUrl = 'https://omnichat.tunnel.example/mcp';

  const { first } = project;
  expect(first.stdout).toContain(
    'ChatGPT would link, but for: ChatGPT cannot reach http://localhost:3000 and ' +
      `https://${project.domain}; ChatGPT has to find OmniChat's server at https://omnichat.com/api, which tokens are for.`,
  );

  const { exitCode, stdout, stderr } = await project.run('start', '--public-url', publicUrl);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`omnichat:resourceUrl: ${publicUrl}`);
  expect(stdout).toContain(
    `ChatGPT would link, but for: ChatGPT cannot reach https://${project.domain}; ` +
      `OmniChat's server has not answered at ${publicUrl} yet, the reference connector did in its place.`,
  );
  expect(stdout.match(/reference connector/g)).toHaveLength(1);
  expect(first.stdout).toContain('start --public-url');
  expect(stdout).not.toContain('start --public-url');
  expect(stdout).toContain(`asks it at ${publicUrl}`);
  const { RESOURCE_URL, OAUTH_AUDIENCE } = parse(await readFile(join(project.directory, '.env'), 'utf8'));
  expect([RESOURCE_URL, OAUTH_AUDIENCE]).toEqual([publicUrl, publicUrl]);
  expect((await project.run('preview')).stdout).toContain('No changes.');
});

test('start says that nothing is left to mend where the stack itself keeps this machine from registering', async () => {
  const project = await localProject();
  await project.configure({
    plan: 'enterprise',
    registration: 'native',
    registrationNetworks: ['203.0.113.0/24'],
  });
  const { exitCode, stdout, stderr } = await project.run('start');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('Whether ChatGPT will link cannot be told. ');
  expect(stderr).toMatch(/^Deployed, and \S*\.env is written; verification could not tell everything\.$/m);
});

test('start --public-url refuses what no stack may have, and leaves the file as it is', async () => {
  const project = await localProject();
  const file = join(project.directory, 'Pulumi.local.yaml');
  const before = await readFile(file, 'utf8');
  const { exitCode, stderr } = await project.run('start', '--public-url', 'http://omnichat.tunnel.example');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--public-url http://omnichat.tunnel.example is http. Use https');
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a first plan names what would be made, and each property when asked', async () => {
  const project = await localProject();
  const names = (await project.run('preview')).stdout;
  expect(names.split('\n').slice(0, 2)).toEqual([
    '  + connector              application',
    '  + connector-credentials  credentials',
  ]);
  expect(names).toMatch(/\n\n19 to create\n$/);
  const detailed = (await project.run('preview', '--details')).stdout;
  expect(detailed).toContain('\n      + jwtConfiguration.alg: "RS256"\n');
});

test('a change that only outputs show is planned, told and carried out', async () => {
  const project = await startedProject();
  await project.configure({ resourceUrl: 'https://omnichat.example/' });

  const planned = await project.run('preview');
  expect(planned.stdout).toBe(
    '  ~ outputs\n      ~ resourceUrl: "http://localhost:3000" → "https://omnichat.example/"\n\n19 unchanged, 1 output to change\n',
  );
  const { plan } = JSON.parse((await project.run('preview', '--json')).stdout) as { plan: object };
  expect(plan).toMatchObject({
    outputChanges: [
      {
        path: 'resourceUrl',
        kind: 'change',
        from: 'http://localhost:3000',
        to: 'https://omnichat.example/',
      },
    ],
  });

  const carriedOut = await project.run('up', '--deploy-only');
  expect(carriedOut.stdout).toMatch(/^19 unchanged, 1 output changed in \d/m);
  const write = 'node bin/omnichat-auth0.js env -s local';
  expect(carriedOut.stderr).toContain(`.env is out of date: RESOURCE_URL. Write it anew: ${write}\n`);
  await project.run(...wordsOf(write));
  expect((await project.run('env', '--check')).exitCode).toBe(0);
  expect((await project.run('preview')).stdout).toBe('No changes.\n');
});

test('preview plans property by property and writes nothing', async () => {
  const project = await deployedProject({ chatgptConnectorIds: ['old'] });
  await project.configure({ chatgptConnectorIds: ['abc'] });
  const state = await readFile(join(project.tenantDirectory, 'state.json'), 'utf8');

  const { exitCode, stdout } = await project.run('preview');

  expect(exitCode).toBe(0);
  expect(stdout).toContain('~ connector  application');
  expect(stdout).toContain(
    '\n      ~ callbacks:\n          + https://chatgpt.com/connector/oauth/abc\n          - https://chatgpt.com/connector/oauth/old\n',
  );
  expect(stdout).toContain('1 to update, 18 unchanged');
  expect(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8')).toBe(state);
});

test('a tenant that holds all of it, made by nobody here, is left as it is', async () => {
  const project = await deployedProject();
  await rm(join(project.tenantDirectory, 'embedded'), { recursive: true });
  const state = await readFile(join(project.tenantDirectory, 'state.json'), 'utf8');

  for (const words of [['preview'], ['up'], ['up', '--allow-duplicates'], ['start']]) {
    const { exitCode, stderr } = await project.run(...words);
    expect({ words, exitCode }).toEqual({ words, exitCode: 1 });
    expect(stderr).toContain('API "https://omnichat.com/api"');
    expect(stderr.includes('"OmniChat OAuth 2.1"')).toBe(!words.includes('--allow-duplicates'));
  }
  expect(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8')).toBe(state);
});

test('an up that does not come to its end says what it had done, and what not', async () => {
  const project = await localProject();
  const interrupted = new AbortController();
  const running = project.runWith({ interrupted: interrupted.signal }, 'up');
  const stateFile = join(project.tenantDirectory, 'state.json');
  const hasBegun = async () => (await readFile(stateFile, 'utf8').catch(() => '')).includes('OmniChat');
  while (!(await hasBegun())) await setTimeout(1);
  interrupted.abort('SIGINT');

  const { exitCode, stderr } = await running;

  expect(exitCode).toBe(130);
  const named = (label: string) =>
    new RegExp(`^${label}: (.*)\\.$`, 'm')
      .exec(stderr)?.[1]
      ?.split(', ')
      .filter((name) => name !== 'nothing');
  const left = await changes(project, 'preview');
  expect(named('Not done')?.toSorted()).toEqual(left.map(({ name }) => name).toSorted());
  expect((named('Done until then') ?? []).length + left.length).toBe(19);
});

test('a bad setting on a deployed stack stops the run before anything is written', async () => {
  const project = await deployedProject();
  const files = ['state.json', 'embedded/local.json'].map((name) => join(project.tenantDirectory, name));
  const before = await Promise.all(
    files.map(async (file) => [await readFile(file, 'utf8'), (await stat(file)).mtimeMs]),
  );
  await project.configure({ resourceUrl: 'http://omnichat.example' });

  for (const operation of ['preview', 'up', 'destroy', 'start']) {
    const { exitCode, stderr, stdout } = await project.run(operation);
    expect({ operation, exitCode, stdout }).toEqual({ operation, exitCode: 1, stdout: '' });
    expect(stderr).toContain('omnichat:resourceUrl "http://omnichat.example" is http.');
  }
  expect(
    await Promise.all(files.map(async (file) => [await readFile(file, 'utf8'), (await stat(file)).mtimeMs])),
  ).toEqual(before);
});

test('up --json prints one document: the plan with its outputs, without secrets', async () => {
  const project = await localProject();
  await project.configure({ resourceUrl: await nobodysUrl() });

  const { exitCode, stdout } = await project.run('up', '--json');

  expect(exitCode).toBe(0);
  const report = JSON.parse(stdout) as { plan: { summary: object; outputs: Record<string, object> } };
  expect(report).toMatchObject({ schemaVersion: 1, operation: 'up', stack: 'local', domain: project.domain });
  expect(report.plan.summary).toEqual({ create: 19, update: 0, replace: 0, delete: 0, same: 0 });
  expect(report.plan.outputs['clientSecret']).toEqual({ unknown: true });

  const again = await project.run('preview', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ plan: { outputs: { clientSecret: { secret: true } } } });
  expect(JSON.parse(again.stdout).plan.outputs.clientSecret).not.toHaveProperty('value');
});

test('destroy deletes what was declared and leaves the tenant settings', async () => {
  const project = await deployedProject();

  const { exitCode, stdout } = await project.run('destroy', '--no-input');

  expect(exitCode).toBe(0);
  expect(stdout).toContain('19 deleted');
  const { stdout: exported } = await project.run('tenant', 'export');
  expect(exported).toContain('"friendly_name": "OmniChat"');
  expect(exported).not.toContain('OmniChat OAuth 2.1');
});

interface PlannedStep {
  readonly op: string;
  readonly name: string;
}

async function changes(project: LocalProject, command: string): Promise<readonly PlannedStep[]> {
  const { exitCode, stdout, stderr } = await project.run(...command.split(' '), '--json');
  expect({ exitCode, stderr: stderr.replaceAll(/^warning: .*\n/gm, '') }).toEqual({
    exitCode: 0,
    stderr: '',
  });
  const { plan } = JSON.parse(stdout) as { plan: { steps: readonly PlannedStep[] } };
  return plan.steps.filter(({ op }) => op !== 'same');
}

describe('a changed setting', () => {
  const anew =
    'deleted and made anew: its grants go with it, its tokens are good for nothing, and whoever is linked has to link again.';

  test('updates in place', async () => {
    const project = await deployedProject();
    await project.configure({ callbackUrls: ['https://omnichat.example/callback'] });
    const steps = await changes(project, 'up --deploy-only');
    expect(steps).toMatchObject([{ op: 'update', name: 'connector' }]);
    expect((await project.run('tenant', 'export')).stdout).toContain('https://omnichat.example/callback');
    expect(await changes(project, 'up --deploy-only')).toEqual([]);
  });

  test('replaces what cannot change, and what hangs on it', async () => {
    const project = await deployedProject();
    await project.configure({ apiIdentifier: 'https://omnichat.example/api' });
    expect((await project.run('preview')).stdout).toContain(`\n\nomnichat-api is ${anew}\n`);
    const steps = await changes(project, 'up --deploy-only');
    expect(Object.fromEntries(steps.map(({ name, op }) => [name, op]))).toMatchObject({
      'omnichat-api': 'replace',
      'omnichat-api-scopes': 'replace',
      'connector-grant': 'replace',
    });
    const { stdout } = await project.run('tenant', 'export');
    expect(stdout).toContain('https://omnichat.example/api');
    expect(stdout).not.toContain('https://omnichat.com/api');
    expect(await changes(project, 'up --deploy-only')).toEqual([]);
  });

  test('deletes the resources that it removes, dependents first', async () => {
    const project = await deployedProject();
    await project.configure({ registration: 'off' });
    const names = (await changes(project, 'up --deploy-only'))
      .filter(({ op }) => op === 'delete')
      .map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      'registrar',
      'registrar-credentials',
      'registrar-grant',
      'third-party-grant',
    ]);
    for (const dependent of ['registrar-credentials', 'registrar-grant']) {
      expect(names.indexOf(dependent)).toBeLessThan(names.indexOf('registrar'));
    }
    const { stdout } = await project.run('tenant', 'export');
    expect(stdout).not.toContain('Registrar');
    const dotenv = await project.run('env', '--format', 'json', '--secrets', 'plain');
    expect(JSON.parse(dotenv.stdout)).not.toHaveProperty('AUTH0_REGISTRAR_CLIENT_ID');
    expect(JSON.parse(dotenv.stdout)).not.toHaveProperty('AUTH0_MANAGEMENT_API_TOKEN');
  });
});

test('secrets appear in the output of no command that was not asked for them', async () => {
  const project = await startedProject();
  const secrets = Object.entries(parse(await readFile(join(project.directory, '.env'))))
    .filter(([name]) => /SECRET|TOKEN$/.test(name))
    .map(([, value]) => value);
  secrets.push(
    parse((await project.run('tenant', 'env')).stdout.replaceAll('export ', ''))['AUTH0_CLIENT_SECRET'] ?? '',
  );
  expect(secrets.map((secret) => secret.length > 20)).toEqual([true, true, true, true]);

  await project.configure({ chatgptConnectorIds: ['abc'] });
  for (const line of [
    'preview',
    'preview --json',
    'up',
    'up --json',
    'start',
    'start --json',
    'env',
    'env --check',
    'env --json',
    'env --format json',
    'env --format github',
    'tenant export',
    'destroy --json --no-input',
    'destroy --no-input',
  ]) {
    const { stdout, stderr } = await project.run(...line.split(' '));
    const shown = secrets.filter((secret) => `${stdout}${stderr}`.includes(secret));
    expect({ line, shown: shown.length }).toEqual({ line, shown: 0 });
  }
});

test('an interruption stops a run after the step that it is at, and the next run completes it', async () => {
  const project = await localProject();
  const interrupted = AbortSignal.abort('SIGTERM');
  const { exitCode, stderr } = await project.runWith({ interrupted }, 'up');
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /\nInterrupted by SIGTERM\. Run the command again: it goes on from where it stopped\.\n$/,
  );
  const { stdout } = await project.run('up', '--deploy-only');
  expect(stdout).toMatch(/^\d+ created.* in \d+\.\d s\.$/m);
  expect((await project.run('up', '--deploy-only')).stdout).toMatch(/^19 unchanged in/m);
});

test('a run that is under way refuses a second one, naming the process', async () => {
  const project = await localProject();
  const claimed = await acquireLock(project.tenantDirectory, 'engine');
  if ('holder' in claimed) throw new Error('somebody else holds the lock of a new tenant');
  try {
    expect(await project.run('up', '--deploy-only')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `Error: Process ${process.pid} is running the program on the tenant in ${project.tenantDirectory}. Wait until it has ended.\n`,
    });
  } finally {
    await claimed.lock.release();
  }
  expect((await project.run('up', '--deploy-only')).stdout).toContain('19 created');
});

describe('the engine', () => {
  const credentials = { AUTH0_CLIENT_ID: 'deployer', AUTH0_CLIENT_SECRET: 'the secret of the deployer' };

  /** A real tenant, as far as this tool can tell, which holds the applications that the test says. */
  async function realTenant(project: LocalProject, applications: readonly object[], refused?: string) {
    const stub = await serveStub(
      ({ path }) => {
        if (refused !== undefined && path.startsWith(refused)) {
          const message = 'Insufficient scope, expected any of: read:roles';
          return {
            status: 403,
            body: { statusCode: 403, error: 'Forbidden', message, errorCode: 'insufficient_scope' },
          };
        }
        if (path.startsWith('/api/v2/clients?')) return { body: { clients: applications } };
        if (path.startsWith('/api/v2/connections?')) return { body: { connections: [] } };
        if (path.startsWith('/api/v2/roles?')) return { body: { roles: [], total: 0 } };
        return undefined;
      },
      { host: distantHost },
    );
    await project.configure({}, { stack: 'dev', domain: stub.domain });
    return {
      ...stub,
      /** Runs with the deployer's credentials. */
      run: (environment: NodeJS.ProcessEnv, ...words: string[]) =>
        project.runWith({ environment: { ...credentials, ...environment } }, ...words),
    };
  }

  const madeByHand = { client_id: 'byHand', name: 'OmniChat OAuth 2.1', is_first_party: true };

  test('is the Pulumi CLI for a tenant that is not on this machine', async () => {
    const project = await localProject();
    const { environment, calls } = await notingPulumi();
    const tenant = await realTenant(project, []);
    const { exitCode, stderr } = await tenant.run(
      environment,
      'up',
      '-s',
      'dev',
      '--no-input',
      '--deploy-only',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await calls()).toEqual([
      ' stack export --non-interactive --stack dev',
      ' up --stack dev --parallel 2 --non-interactive --yes',
    ]);
    expect(tenant.requests.filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token')).toEqual(
      [],
    );
  });

  test.each([
    ['a stack of which nothing was deployed', undefined],
    ['a stack that is yet to be made', ''],
  ])('pulumi is not started for %s where the tenant has its application already', async (_, state) => {
    const project = await localProject();
    const { environment, calls } = await notingPulumi({ state });
    const tenant = await realTenant(project, [madeByHand]);
    const run = async (...words: string[]) => tenant.run(environment, ...words, '-s', 'dev', '--no-input');

    const { exitCode, stderr } = await run('up');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('application "OmniChat OAuth 2.1" (byHand), as connector');
    expect(await calls()).toEqual([' stack export --non-interactive --stack dev']);

    expect((await run('up', '--allow-duplicates', '--deploy-only')).exitCode).toBe(0);
    expect((await calls()).at(-1)).toBe(' up --stack dev --parallel 2 --non-interactive --yes');
  });

  test('pulumi is not started with the state of another tenant, unless this one holds what it knows', async () => {
    const project = await deployedProject();
    const record = JSON.parse(
      await readFile(join(project.tenantDirectory, 'embedded', 'local.json'), 'utf8'),
    ) as EmbeddedRecord;
    await rm(join(project.tenantDirectory, 'embedded'), { recursive: true });
    const upWith = async (domain: string, idOf: (id: string) => string) => {
      const provider = {
        urn: 'urn:pulumi:local::omnichat-auth0::pulumi:providers:auth0::default',
        type: 'pulumi:providers:auth0',
        custom: true,
        id: 'provider',
        inputs: { domain },
      };
      const resources = record.resources.map(({ urn, type, id, inputs }) => ({
        urn,
        type,
        inputs,
        custom: true,
        id: idOf(id),
      }));
      const state = JSON.stringify({ version: 3, deployment: { resources: [provider, ...resources] } });
      const { environment, calls } = await notingPulumi({ state });
      const result = await project.runWith(
        { environment },
        'up',
        '--engine',
        'pulumi',
        '--deploy-only',
        '--no-input',
      );
      return { ...result, started: (await calls()).some((call) => call.includes(' up ')) };
    };
    const another = 'omnichat-prod.eu.auth0.com';

    const refused = await upWith(another, () => 'ofAnotherTenant');
    expect(refused).toMatchObject({ exitCode: 1, started: false });
    expect(refused.stderr).toContain(
      `The state of local is of ${another}, and ${project.domain} has nothing of what it knows. Nothing was changed.`,
    );
    expect(await upWith(another, (id) => id)).toMatchObject({ exitCode: 0, started: true });
    expect(await upWith(project.domain, (id) => id)).toMatchObject({ exitCode: 0, started: true });
  });

  test('pulumi is not started on a tenant of another stack, whatever may be doubled', async () => {
    const project = await deployedProject();
    await project.configure({}, { stack: 'second' });
    const { environment, calls } = await notingPulumi();
    for (const engine of ['embedded', 'pulumi']) {
      const words = ['up', '-s', 'second', '--engine', engine, '--allow-duplicates', '--no-input'];
      const { exitCode, stderr } = await project.runWith({ environment }, ...words);
      expect({ engine, exitCode }).toEqual({ engine, exitCode: 1 });
      expect(stderr).toContain('one tenant has one stack. Nothing was changed');
      expect(stderr).toContain('connection "omnichat-users"');
    }
    expect((await calls()).filter((call) => call.includes(' up '))).toEqual([]);
  });

  test('pulumi is not started where nobody made a connection that the stack names', async () => {
    const project = await localProject();
    await project.configure({ connections: ['google-oauth2', 'staff'] });
    const { environment, calls } = await notingPulumi();
    for (const engine of ['embedded', 'pulumi']) {
      const words = ['up', '--engine', engine, '--deploy-only', '--no-input'];
      const { exitCode, stderr } = await project.runWith({ environment }, ...words);
      expect({ engine, exitCode }).toEqual({ engine, exitCode: 1 });
      expect(stderr).toContain(`There is no connection staff in ${project.domain}. Make it there`);
    }
    expect((await calls()).filter((call) => call.includes(' up '))).toEqual([]);
  });

  test('pulumi is told that an empty passphrase keeps no secret of production', async () => {
    const project = await localProject();
    const { environment } = await notingPulumi();
    const tenant = await realTenant(project, []);
    const preview = async (settings: Readonly<Record<string, unknown>>, passphrase: string) => {
      await project.configure(settings, { stack: 'dev', domain: tenant.domain });
      const surroundings = { ...environment, PULUMI_CONFIG_PASSPHRASE: passphrase };
      return (await tenant.run(surroundings, 'preview', '-s', 'dev', '--no-input')).stderr;
    };
    const url = 'https://omnichat.example/api';
    const production = {
      production: true,
      resourceUrl: url,
      apiIdentifier: url,
      applicationUrls: ['https://omnichat.example'],
    };
    expect(await preview(production, '')).toContain(
      'warning: The passphrase is empty: whoever reads the state',
    );
    expect(await preview(production, 'chosen')).not.toContain('passphrase');
    expect(await preview({}, '')).not.toContain('passphrase');
  });

  test.each([
    ['AUTH0_CLIENT_ID', undefined, 1, 'AUTH0_CLIENT_ID not set: Pulumi was not started'],
    ['AUTH0_CLIENT_SECRET', undefined, 1, 'AUTH0_CLIENT_SECRET not set: Pulumi was not started'],
    ['a scope', '/api/v2/roles', 1, 'Grant read:roles on the Management API'],
  ])('pulumi is not started where the look lacks %s', async (missing, refused, expected, said) => {
    const project = await localProject();
    const { environment, calls } = await notingPulumi();
    const tenant = await realTenant(project, [], refused);
    const { exitCode, stderr } = await tenant.run(
      { ...environment, [missing]: '' },
      'preview',
      '-s',
      'dev',
      '--no-input',
    );
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('the secret of the deployer');
    expect(await calls()).toEqual([' stack export --non-interactive --stack dev']);
  });

  test.each(['up', 'preview', 'destroy'])(
    'pulumi on a tenant on this machine makes the stack before %s, and knows the tenant',
    async (operation) => {
      const project = await localProject();
      const { environment, calls } = await notingPulumi();
      const alone = operation === 'up' ? ['--deploy-only'] : [];
      const result = await project.runWith(
        { environment },
        operation,
        '--engine',
        'pulumi',
        '--no-input',
        ...alone,
      );
      expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      expect(await calls()).toEqual([
        `${project.domain} stack select --create --non-interactive --stack local`,
        `${project.domain} stack export --non-interactive --stack local`,
        `${project.domain} ${operation} --stack local --parallel 2 --non-interactive${operation === 'preview' ? '' : ' --yes'}`,
      ]);
    },
  );

  test.each(['up', 'preview'])(
    'pulumi on this machine is not started for %s beside strangers',
    async (operation) => {
      const project = await deployedProject();
      await rm(join(project.tenantDirectory, 'embedded'), { recursive: true });
      const { environment, calls } = await notingPulumi();
      for (const flags of [[], ['--allow-duplicates']]) {
        const words = [operation, '--engine', 'pulumi', '--no-input', ...flags];
        const { exitCode, stderr } = await project.runWith({ environment }, ...words);
        expect({ words, exitCode }).toEqual({ words, exitCode: 1 });
        expect(stderr).toContain('API "https://omnichat.com/api"');
        expect(stderr.includes('"OmniChat OAuth 2.1"')).toBe(flags.length === 0);
      }
      expect((await calls()).filter((call) => call.includes(` ${operation} `))).toEqual([]);
    },
  );

  test('pulumi goes on with what its state knows, beside a namesake too, until somebody took it away', async () => {
    const project = await deployedProject();
    const record = JSON.parse(
      await readFile(join(project.tenantDirectory, 'embedded', 'local.json'), 'utf8'),
    ) as EmbeddedRecord;
    await rm(join(project.tenantDirectory, 'embedded'), { recursive: true });
    const stateWith = (connectorId?: string) =>
      JSON.stringify({
        version: 3,
        deployment: {
          resources: record.resources.map(({ urn, type, name, id, inputs }) => ({
            urn,
            type,
            inputs,
            custom: true,
            id: name === 'connector' ? (connectorId ?? id) : id,
          })),
        },
      });
    const upWith = async (state: string) => {
      const { environment } = await notingPulumi({ state });
      return project.runWith({ environment }, 'up', '--engine', 'pulumi', '--no-input', '--deploy-only');
    };
    expect(await upWith(stateWith())).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    await project.configure({ registration: 'off' });
    expect((await upWith(stateWith())).stderr).toBe(
      'warning: registrar is deleted: its client id and secret are refused from then on, and ChatGPT or whatever uses them has to be given new ones.\n',
    );
    await project.configure();
    expect((await upWith(stateWith('gone'))).stderr).toContain('application "OmniChat OAuth 2.1" (');
  });

  test('pulumi where there is none says where to get it', async () => {
    const project = await localProject();
    const environment = { PATH: project.directory };
    expect(
      await project.runWith({ environment }, 'up', '--engine', 'pulumi', '--no-input', '--deploy-only'),
    ).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'Error: There is no pulumi on the PATH. Give preview, up or destroy --install-pulumi, and it installs Pulumi 3.260.0 for you alone; or install the Pulumi CLI yourself: https://www.pulumi.com/docs/install/\n',
    });
  });

  test('pulumi does not follow the embedded one', async () => {
    const project = await deployedProject();
    const { environment, calls } = await notingPulumi();
    const { exitCode, stderr } = await project.runWith(
      { environment },
      'up',
      '--engine',
      'pulumi',
      '--no-input',
      '--deploy-only',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `Error: The tenant in ${project.tenantDirectory} holds what the embedded engine deployed, and the two engines share no record. ` +
        'Go on with --engine embedded, or start afresh with `node bin/omnichat-auth0.js tenant reset`.\n',
    );
    expect(await calls()).toEqual([]);
  });

  test.each([
    ['with resources', { checkpoint: { latest: { resources: [{ urn: 'x' }] } } }, 1],
    ['that is empty', { checkpoint: { latest: {} } }, 0],
  ])('embedded meets a state of pulumi %s', async (_, state, expected) => {
    const project = await localProject();
    await project.run('tenant', 'env');
    const folder = join(project.tenantDirectory, 'pulumi', '.pulumi', 'stacks', 'omnichat-auth0');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'local.json'), JSON.stringify(state));
    const { exitCode, stderr } = await project.run('up', '--deploy-only');
    expect(exitCode).toBe(expected);
    expect(stderr.includes('holds what the Pulumi CLI deployed as stack local')).toBe(expected === 1);
  });

  test('embedded says that a state of pulumi is corrupt, and leaves it', async () => {
    const project = await localProject();
    await project.run('tenant', 'env');
    const folder = join(project.tenantDirectory, 'pulumi', '.pulumi', 'stacks', 'omnichat-auth0');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'local.json'), '{');
    const { exitCode, stderr } = await project.run('up', '--deploy-only');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('local.json is not a state of the Pulumi CLI, and was left as it is.');
    expect(await readFile(join(folder, 'local.json'), 'utf8')).toBe('{');
  });
});

test('a tenant that moves to another port, and back, keeps what was deployed', async () => {
  const [project, elsewhere] = [await localProject(), await localProject()];
  await project.configure({ resourceUrl: await nobodysUrl() });
  await project.run('up', '--deploy-only');
  const stackFile = join(project.directory, 'Pulumi.local.yaml');
  for (const [from, to] of [
    [project.domain, elsewhere.domain],
    [elsewhere.domain, project.domain],
  ] as const) {
    await writeFile(stackFile, (await readFile(stackFile, 'utf8')).replace(from, to));
    const { exitCode, stdout, stderr } = await project.run('up', '--json');
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout).plan.summary).toMatchObject({ create: 0, delete: 0 });
  }
});

test('reset leaves a folder alone that never held a tenant', async () => {
  const project = await localProject();
  const file = join(project.tenantDirectory, 'pulumi', 'somebody-else.ts');
  await mkdir(join(project.tenantDirectory, 'pulumi'), { recursive: true });
  await writeFile(file, '');
  expect((await project.run('tenant', 'reset', '--yes')).exitCode).toBe(0);
  expect(await readFile(file, 'utf8')).toBe('');
});

test.each(['up', 'destroy'])('%s --json is refused where Pulumi would print secrets', async (operation) => {
  const project = await localProject();
  const { exitCode, stderr } = await project.run(operation, '--engine', 'pulumi', '--json');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('holds secrets in plain');
});
