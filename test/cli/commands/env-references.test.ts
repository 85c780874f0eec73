import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { expect, test } from 'vitest';
import { deployedProject } from '../../support/project/local-project.ts';
import { wordsOf } from '../../support/project/printed-command.ts';

const reference = 'op://OmniChat/dev/client_secret';

test('a reference in the .env is nobody’s secret, stays until somebody says otherwise, and is compared where it is resolved', async () => {
  const project = await deployedProject();
  await project.run('env');
  const file = join(project.directory, '.env');
  const { OAUTH_CLIENT_SECRET: secret = '' } = parse(await readFile(file));
  await writeFile(file, (await readFile(file, 'utf8')).replace(secret, reference));
  const held = await readFile(file, 'utf8');

  expect(await project.run('env')).toMatchObject({
    exitCode: 0,
    stdout:
      `${file}: unchanged\nOAUTH_CLIENT_SECRET is a reference to a secret manager, and stayed. ` +
      '--secrets plain writes the secret itself.\n',
  });
  const compared = await project.run('env', '--check');
  expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
  expect(compared.stdout).toContain('OAUTH_CLIENT_SECRET is a reference, and was not compared');
  expect(compared.stdout).toMatch(/op run --env-file=\S*\.env -- node bin\/omnichat-auth0\.js env --check\n/);
  const under = (value: string) =>
    project.runWith({ environment: { OAUTH_CLIENT_SECRET: value } }, 'env', '--check');
  expect((await under(secret)).stdout).toBe(`${file}: up to date\n`);
  expect((await under('another')).stdout).toContain('OAUTH_CLIENT_SECRET is stale');
  expect((await project.run('drift')).stdout).toContain('No finding.');

  const rotated = await project.run('rotate', 'connector', '--yes');
  expect(rotated).toMatchObject({ exitCode: 0, stderr: '' });
  expect(rotated.stdout).toContain('is a reference, and stayed');
  expect(await readFile(file, 'utf8')).toBe(held);
  const printed = rotated.stdout.trim().split('\n').at(-1)?.trim() ?? '';
  const variables = JSON.parse((await project.run(...wordsOf(printed))).stdout) as Record<string, string>;
  expect(variables['OAUTH_CLIENT_SECRET']).not.toBe(secret);

  const registrars = { ...variables, AUTH0_REGISTRAR_CLIENT_SECRET: reference };
  const other = join(project.directory, '.env.referring');
  await writeFile(
    other,
    Object.entries(registrars)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  expect((await project.run('connector', 'serve', '--file', other)).stderr).toContain(
    'AUTH0_REGISTRAR_CLIENT_SECRET: is a reference, which nobody resolved',
  );

  expect((await project.run('env', '--secrets', 'plain')).stdout).toBe(
    `${file}: updated (OAUTH_CLIENT_SECRET)\n`,
  );
  expect(parse(await readFile(file))['OAUTH_CLIENT_SECRET']).toBe(variables['OAUTH_CLIENT_SECRET']);
});

test.each([
  [
    'encrypted:BE9Y7LKANx77X1pv1HnEoil93fPa5c9rpL',
    'node bin/omnichat-auth0.js env -s local --secrets plain && dotenvx encrypt -f .env',
    "restart OmniChat's server",
  ],
  [
    'op://OmniChat/dev/registrar',
    'node bin/omnichat-auth0.js env -s local --format json --secrets plain',
    "put into 1Password what that printed, and restart OmniChat's server",
  ],
])('what %s stands for and is no longer right is mended where it is kept', async (held, keep, after) => {
  const project = await deployedProject();
  await project.run('env');
  const file = join(project.directory, '.env');
  const { AUTH0_REGISTRAR_CLIENT_SECRET: secret = '' } = parse(await readFile(file));
  await writeFile(file, (await readFile(file, 'utf8')).replace(secret, held));
  const under = (...words: string[]) =>
    project.runWith({ environment: { AUTH0_REGISTRAR_CLIENT_SECRET: 'of-before' } }, ...words);
  // Where the commands are run, the file is not the folder's own.
  const told = keep
    .replace('local --secrets', `local --file ${file} --secrets`)
    .replace('-f .env', `-f ${file}`);

  const compared = await under('env', '--check');
  expect(compared.stdout).toContain('AUTH0_REGISTRAR_CLIENT_SECRET is stale');
  expect(compared.stdout).toContain(`To keep the stack's values where the references are: ${keep}\n`);
  expect((await under('up', '--deploy-only')).stderr).toContain(`Write it anew: ${keep}\n`);
  const { checks } = JSON.parse(
    (await under('verify', '--only', 'env-agrees,env-registrar', '--json')).stdout,
  ) as {
    readonly checks: readonly { readonly id: string; readonly remedy?: object }[];
  };
  expect(checks.filter(({ remedy }) => remedy !== undefined).map(({ id, remedy }) => [id, remedy])).toEqual([
    ['env-agrees', { setting: file, command: told, after }],
    ['env-registrar', { setting: file, command: told, after }],
  ]);
  const { stacks } = JSON.parse((await under('drift', '--json')).stdout) as {
    readonly stacks: readonly {
      readonly findings: readonly { readonly kind: string; readonly mend: string }[];
    }[];
  };
  expect(stacks[0]?.findings).toEqual([
    expect.objectContaining({
      kind: 'secret-stale',
      mend: `node bin/omnichat-auth0.js up -s local --deploy-only && ${keep}`,
    }),
  ]);
});
