import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readTenantFiles, serveTenant } from '../../../src/local-tenant/index.ts';
import { deployedProject, localProject } from '../../support/project/local-project.ts';

describe('tenant env', () => {
  test('prints what points any Auth0 client at the tenant, for a shell to take in', async () => {
    const project = await localProject();
    const { exitCode, stdout, stderr } = await project.run('tenant', 'env');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });

    const names = stdout.split('\n').flatMap((line) => /^export (\w+)='/.exec(line)?.[1] ?? []);
    expect(stdout.split('\n')).toHaveLength(names.length + 1);
    const script = [`eval "$1"`, ...names.map((name) => `printf '%s\\n' "$${name}"`)].join('\n');
    const values = execFileSync('sh', ['-c', script, 'sh', stdout], { encoding: 'utf8' }).split('\n');
    const deployer = (await readTenantFiles(project.tenantDirectory))?.deployer;
    expect(Object.fromEntries(names.map((name, index) => [name, values[index]]))).toEqual({
      AUTH0_DOMAIN: project.domain,
      AUTH0_CLIENT_ID: deployer?.clientId,
      AUTH0_CLIENT_SECRET: deployer?.clientSecret,
      SSL_CERT_FILE: join(project.tenantDirectory, 'ca.pem'),
      NODE_EXTRA_CA_CERTS: join(project.tenantDirectory, 'ca.pem'),
      CURL_CA_BUNDLE: join(project.tenantDirectory, 'ca.pem'),
      REQUESTS_CA_BUNDLE: join(project.tenantDirectory, 'ca.pem'),
      PULUMI_BACKEND_URL: pathToFileURL(join(project.tenantDirectory, 'pulumi')).href,
      PULUMI_CONFIG_PASSPHRASE: 'omnichat-local',
    });
    expect((await stat(join(project.tenantDirectory, 'pulumi'))).isDirectory()).toBe(true);
  });

  test('--json prints the same as one object', async () => {
    const project = await localProject();
    const { stdout } = await project.run('tenant', 'env', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ AUTH0_DOMAIN: project.domain });
  });
});

describe('tenant exec', () => {
  const writes = (script: string) => [
    'tenant',
    'exec',
    '--',
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ];

  test('runs a program while the tenant answers, with the environment and its own arguments', async () => {
    const project = await localProject();
    const file = join(project.directory, 'answer.json');
    const script = `
      import { writeFileSync } from 'node:fs';
      const { issuer } = await (await fetch('https://' + process.env.AUTH0_DOMAIN + '/.well-known/openid-configuration')).json();
      writeFileSync(process.argv[1], JSON.stringify([issuer, ...process.argv.slice(2)]));`;
    const { exitCode, stdout, stderr } = await project.run(...writes(script), file, '-s', '--json');
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([`https://${project.domain}/`, '-s', '--json']);
  });

  test('has curl and requests trust the tenant, whatever the machine has them trust otherwise', async () => {
    const project = await localProject();
    const file = join(project.directory, 'trusted.json');
    const script = `
      import { writeFileSync } from 'node:fs';
      const { CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE } = process.env;
      writeFileSync(process.argv[1], JSON.stringify([CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE]));`;
    const other = join(project.directory, 'other.pem');
    const environment = { CURL_CA_BUNDLE: other, REQUESTS_CA_BUNDLE: other };
    expect(await project.runWith({ environment }, ...writes(script), file)).toMatchObject({ exitCode: 0 });
    const caFile = join(project.tenantDirectory, 'ca.pem');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([caFile, caFile]);
  });

  test.each([0, 1, 2, 64, 200])('passes exit code %i on', async (code) => {
    const project = await localProject();
    expect((await project.run('tenant', 'exec', '--', 'sh', '-c', `exit ${code}`)).exitCode).toBe(code);
  });

  test('says that a program is missing', async () => {
    const project = await localProject();
    expect(await project.run('tenant', 'exec', '--', 'no-such-program', '--flag')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'Error: no-such-program could not be started: spawn no-such-program ENOENT. Is it installed and on the PATH?\n',
    });
  });
});

describe('tenant export', () => {
  test('prints everything as one JSON document, secrets only when asked for', async () => {
    const project = await deployedProject();
    const omitted = await project.run('tenant', 'export');
    expect({ ...omitted, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const plain = await project.run('tenant', 'export', '--secrets', 'plain', '--json');
    const state = JSON.parse(plain.stdout) as { clients: { name: string; client_secret: string }[] };
    const secrets = state.clients.map(({ client_secret }) => client_secret);
    expect(state.clients.map(({ name }) => name)).toContain('OmniChat OAuth 2.1');
    expect(secrets).toHaveLength(new Set(secrets).size);
    for (const secret of secrets) expect(omitted.stdout).not.toContain(secret);
    expect(omitted.stdout).not.toContain('client_secret"');
    expect(JSON.parse(omitted.stdout)).toMatchObject({
      clients: state.clients.map(({ name }) => ({ name })),
    });
  });

  test('before there is a tenant says how to make one', async () => {
    const project = await localProject();
    const { exitCode, stdout, stderr } = await project.run('tenant', 'export');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe(
      `Error: There is no tenant in ${project.tenantDirectory} yet. Make one with \`node bin/omnichat-auth0.js up\` or \`node bin/omnichat-auth0.js tenant serve\`.\n`,
    );
  });
});

describe('tenant reset', () => {
  test("removes the state and both engines' records, and leaves the keys", async () => {
    const project = await localProject();
    const keys = (await readdir(project.tenantDirectory)).toSorted();
    await project.run('up', '--deploy-only');
    await project.run('tenant', 'env');
    expect(await readdir(project.tenantDirectory)).toEqual(
      expect.arrayContaining(['state.json', 'embedded', 'pulumi']),
    );

    expect(await project.run('tenant', 'reset', '--yes')).toEqual({
      exitCode: 0,
      stdout: `The tenant in ${project.tenantDirectory} is empty again.\n`,
      stderr: '',
    });
    expect((await readdir(project.tenantDirectory)).toSorted()).toEqual(keys);
    expect((await project.run('up', '--deploy-only')).stdout).toContain('19 created');
    const { stdout } = await project.run('tenant', 'reset', '--yes', '--json');
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, directory: project.tenantDirectory });
  });

  test('of a stack that is not on this machine is refused, and wipes nothing', async () => {
    const project = await deployedProject();
    await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
    const { exitCode, stderr } = await project.run('tenant', 'reset', '-s', 'dev');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('omnichat-dev.eu.auth0.com, which is not on this machine');
    expect((await project.run('up', '--deploy-only')).stdout).toContain('19 unchanged');
  });

  test('asks a person, and takes no for an answer', async () => {
    const project = await deployedProject();
    const kept = await project.runWith({ answers: ['n'] }, 'tenant', 'reset');
    expect(kept.exitCode).toBe(1);
    expect(kept.stderr).toContain('Forget everything in');
    expect((await project.run('up', '--deploy-only')).stdout).toContain('19 unchanged');
    expect((await project.runWith({ answers: ['y'] }, 'tenant', 'reset')).exitCode).toBe(0);
    expect((await project.runWith({ answers: [] }, 'tenant', 'reset')).exitCode).toBe(0);
    await project.run('up', '--deploy-only');
    expect((await project.runWith({ answers: [] }, 'tenant', 'reset', '--yes')).exitCode).toBe(0);
    expect((await project.run('up', '--deploy-only')).stdout).toContain('19 created');
  });

  test('forgets nothing where nobody can be asked', async () => {
    const project = await deployedProject();
    const { exitCode, stderr } = await project.run('tenant', 'reset');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: 'Error: Nothing was changed. To have it go ahead without asking: tenant reset --yes.\n',
    });
    expect((await project.run('up', '--deploy-only')).stdout).toContain('19 unchanged');
  });

  test('is refused while the tenant is served, naming the process', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain });
    try {
      const { exitCode, stdout, stderr } = await project.run('tenant', 'reset', '--yes');
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toBe(
        `Error: The tenant in ${directory} is already served by process ${process.pid} at https://${domain}/. Use that one, or end it first.\n`,
      );
    } finally {
      await tenant.close();
    }
    expect((await project.run('tenant', 'export')).exitCode).toBe(0);
  });
});

describe('a command on a tenant that is served already', () => {
  test('uses that one', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const tenant = await serveTenant({ directory, domain });
    try {
      expect((await project.run('up', '--deploy-only')).stdout).toContain('19 created');
      expect(JSON.stringify(tenant.exportState({ secrets: false }))).toContain('OmniChat OAuth 2.1');
      expect((await project.run('env')).exitCode).toBe(0);
    } finally {
      await tenant.close();
    }
  });

  test('waits for one that is being brought up', async () => {
    const project = await localProject();
    const { tenantDirectory: directory, domain } = project;
    const [tenant, { exitCode, stderr }] = await Promise.all([
      serveTenant({ directory, domain }),
      project.run('up', '--deploy-only'),
    ]);
    await tenant.close();
    expect(stderr).not.toContain('Error');
    expect(exitCode).toBe(0);
    expect(JSON.stringify(tenant.exportState({ secrets: false }))).toContain('OmniChat OAuth 2.1');
  });

  test('refuses one at another domain than the stack names', async () => {
    const project = await localProject();
    const tenant = await serveTenant({ directory: project.tenantDirectory, domain: 'localhost:0' });
    try {
      const { exitCode, stderr } = await project.run('up', '--deploy-only');
      expect(exitCode).toBe(1);
      expect(stderr).toBe(
        `Error: The tenant in ${project.tenantDirectory} is served at ${tenant.domain} by process ${process.pid}, and the stack wants ${project.domain}. ` +
          `Stop that process, or set auth0:domain to ${tenant.domain}.\n`,
      );
    } finally {
      await tenant.close();
    }
  });
});

test('OMNICHAT_TENANT_DIR moves the tenant, relative to the project', async () => {
  const project = await localProject();
  const environment = { OMNICHAT_TENANT_DIR: 'elsewhere' };
  expect((await project.runWith({ environment }, 'tenant', 'env')).stdout).toContain(
    `SSL_CERT_FILE='${join(project.directory, 'elsewhere', 'ca.pem')}'`,
  );
  expect(await readdir(project.tenantDirectory)).not.toContain('state.json');
});

describe('what is in the tenant folder is never overwritten', () => {
  test.each(['up', 'env', 'tenant export', 'tenant env', 'start'])(
    'a corrupt state stops %s',
    async (line) => {
      const project = await deployedProject();
      const file = join(project.tenantDirectory, 'state.json');
      await writeFile(file, '{"version":1,"clients":[');
      const { exitCode, stdout, stderr } = await project.run(...line.split(' '));
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(`${file} is not a tenant's state: `);
      expect(stderr).toContain('node bin/omnichat-auth0.js tenant reset');
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(await readFile(file, 'utf8')).toBe('{"version":1,"clients":[');
    },
  );

  test.each(['up', 'preview', 'destroy --no-input', 'env', 'start'])(
    'a corrupt record stops %s',
    async (line) => {
      const project = await deployedProject();
      const file = join(project.tenantDirectory, 'embedded', 'local.json');
      const state = await readFile(join(project.tenantDirectory, 'state.json'), 'utf8');
      for (const text of ['{"schemaVersion":1', '{"schemaVersion":2}', '']) {
        await writeFile(file, text);
        const { exitCode, stdout, stderr } = await project.run(...line.split(' '));
        expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
        expect(stderr).toMatch(
          /local\.json is not .*and was left as it is\. Restore it, or start afresh: node bin\/omnichat-auth0\.js tenant reset\n$/,
        );
        expect(await readFile(file, 'utf8')).toBe(text);
      }
      expect(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8')).toBe(state);
    },
  );

  test.each(['up', 'tenant env', 'tenant reset'])('a file in its place stops %s', async (line) => {
    const project = await localProject();
    const environment = { OMNICHAT_TENANT_DIR: 'a-file' };
    const file = join(project.directory, 'a-file');
    await writeFile(file, 'mine');
    const { exitCode, stdout, stderr } = await project.runWith({ environment }, ...line.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe(
      `Error: ${file} cannot hold a tenant: EEXIST: file already exists, mkdir '${file}'. Move what is there, or choose another directory.\n`,
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});

describe('tenant users add, on a stack without a database of its own', () => {
  const added = async (connections: readonly string[]) => {
    const project = await deployedProject({ ownUsers: false, connections });
    return project.run('tenant', 'users', 'add', 'ann@example.com', '--password', 'Correct-horse-7');
  };

  test('makes people of the first database that it names', async () => {
    expect(await added(['google-oauth2', 'Username-Password-Authentication'])).toMatchObject({
      exitCode: 0,
      stdout: 'ann@example.com can log in to Username-Password-Authentication.\n',
    });
  });

  test('makes none where there is no database', async () => {
    const { exitCode, stderr } = await added(['google-oauth2']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'None of google-oauth2 is a database: their people are made by the identity provider. Name a database in omnichat:connections.',
    );
  });
});

describe('tenant users, where the database is yet to be made', () => {
  test.each([
    ['add', '--password', 'Correct-horse-7'],
    ['set', '--role', 'reader'],
  ])('%s says what makes it', async (verb, ...options) => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('tenant', 'users', verb, 'ann@example.com', ...options);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'The tenant has no database omnichat-users yet. Deploy it first: node bin/omnichat-auth0.js up -s local',
    );
  });
});

test('tenant users add of somebody who is there says what changes them', async () => {
  const project = await deployedProject();
  const add = (...more: readonly string[]) =>
    project.run('tenant', 'users', 'add', 'bob@example.com', '--password', 'Correct-horse-7', ...more);
  expect((await add()).exitCode).toBe(0);
  const { exitCode, stderr } = await add('--role', 'reader');
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'bob@example.com is in omnichat-users already. Change them: node bin/omnichat-auth0.js tenant users set bob@example.com -s local --role reader --password PASSWORD',
  );
});

test.each(['add', 'set'])(
  'tenant users %s says what is asked of passwords where one is too weak',
  async (verb) => {
    const project = await deployedProject();
    const email = 'eve@example.com';
    if (verb === 'set') await project.run('tenant', 'users', 'add', email, '--password', 'Correct-horse-7');
    const { exitCode, stderr } = await project.run('tenant', 'users', verb, email, '--password', 'weak');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'The password is too weak for omnichat-users, which asks for at least 8 characters; ' +
        'characters of 3 of these kinds: lowercase, uppercase, number, special.\n',
    );
  },
);

describe('tenant users set', () => {
  const email = 'ann@example.com';

  test('gives one who is there exactly the roles that are named, and a password', async () => {
    const project = await deployedProject();
    await project.run(
      'tenant',
      'users',
      'add',
      email,
      '--password',
      'A-first-password-1',
      '--role',
      'operator',
    );
    const set = await project.run('tenant', 'users', 'set', email, '--role', 'reader', '--role', 'writer');
    expect(set.exitCode, set.stderr).toBe(0);
    const before = JSON.parse((await project.run('tenant', 'export')).stdout) as {
      users: readonly { email: string; role_ids: readonly string[] }[];
      roles: readonly { id: string; name: string }[];
    };
    const rolesOf = (held: typeof before) =>
      held.roles
        .filter(({ id }) => held.users.find((user) => user.email === email)?.role_ids.includes(id))
        .map(({ name }) => name);
    expect(rolesOf(before)).toHaveLength(2);

    const { stdout } = await project.run(
      'tenant',
      'users',
      'set',
      email,
      '--role',
      'operator',
      '--password',
      'Another-password-1',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ email, connection: 'omnichat-users' });
    const after = JSON.parse((await project.run('tenant', 'export')).stdout) as typeof before;
    expect(rolesOf(after)).toHaveLength(1);
  });

  test.each([
    [['nobody@example.com', '--role', 'reader'], 1, 'tenant users add nobody@example.com'],
    [[email], 64, 'Say what is to change'],
    [[email, '--role', 'owner'], 64, 'There is no role owner'],
  ])('%j is refused', async (words, expected, said) => {
    const project = await deployedProject();
    const { exitCode, stderr } = await project.run('tenant', 'users', 'set', ...words);
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(said);
  });
});

describe('tenant domains add', () => {
  test('gives the tenant a custom domain that is verified, however often it is asked', async () => {
    const project = await localProject();
    for (const _time of ['first', 'second']) {
      const { exitCode, stdout } = await project.run('tenant', 'domains', 'add', 'login.localhost');
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout:
          'The tenant is reached at login.localhost too. Write it into omnichat:customDomain, and run up.\n',
      });
    }
    const { stdout } = await project.run('tenant', 'export');
    expect(JSON.parse(stdout)).toMatchObject({
      customDomains: [{ domain: 'login.localhost', status: 'ready' }],
    });
  });

  test('says that no other name leads to this machine', async () => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('tenant', 'domains', 'add', 'login.example.com');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('login.example.com now, which stays pending_verification');
  });
});

describe('tenant factors enable', () => {
  test('has people asked for a factor that an Action wants: a stack with step-up verifies from then on', async () => {
    const project = await localProject();
    await project.configure({ stepUp: 'mfa' });
    const command = 'node bin/omnichat-auth0.js tenant factors enable otp -s local';
    const refused = await project.run('up');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(
      'has no factor of multi-factor authentication enabled: nobody could get ssh:execute.',
    );
    expect(refused.stdout).toContain('No MFA factors enabled for enrollment');
    expect(refused.stdout).toContain(command);
    expect((await project.run('doctor')).stdout).toContain(command);

    const enabled = await project.run('tenant', 'factors', 'enable', 'otp');
    expect(enabled).toMatchObject({ exitCode: 0, stdout: 'The factor otp is enabled.\n' });
    expect((await project.run('verify')).stdout).toMatch(/\n\d+ checks: \d+ passed\.\n$/);
  });

  test('says that there is no such factor', async () => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('tenant', 'factors', 'enable', 'telepathy');
    expect(exitCode).toBe(64);
    expect(stderr).toContain(
      'There is no factor telepathy. A tenant has: sms, push-notification, otp, email, ',
    );
  });
});

test('tenant keys rotate has the tenant sign with the key that was the next one', async () => {
  const project = await localProject();
  const key = (name: string) => readFile(join(project.tenantDirectory, `signing-${name}.pem`), 'utf8');
  const [current, next] = [await key('current'), await key('next')];
  const { exitCode, stdout } = await project.run('tenant', 'keys', 'rotate');
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(
      /^The tenant signs with the key that was the next one; the next one is \S+ now\.$/m,
    ),
  });
  expect([await key('current'), await key('previous')]).toEqual([next, current]);
});
