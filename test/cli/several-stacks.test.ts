import { beforeAll, describe, expect, test } from 'vitest';
import {
  dotenvStacksSchema,
  doctorStacksSchema,
  verifyStacksSchema,
} from '../../src/cli/reports/several-reports.ts';
import { localProject, type LocalProject } from '../support/project/local-project.ts';
import { serveStub } from '../support/stand-ins/tenant-stub.ts';
import { distantHost } from '../support/tenants/distant-host.ts';

const nowhere = 'omnichat-prod.invalid';
/** No Pulumi. */
const environment = { PATH: '' };

describe('several stacks', () => {
  let project: LocalProject;

  beforeAll(async () => {
    project = await localProject({ lifetime: 'run' });
    await project.run('up', '--deploy-only');
    await project.configure({}, { stack: 'other' });
    await project.configure({}, { stack: 'prod', domain: nowhere });
  });

  test('are verified, one report each, and one that cannot be told makes the whole untold', async () => {
    const several = ['verify', '-s', 'local', '-s', 'prod', '-s', 'local', '--only', 'as-metadata'];
    const { exitCode, stdout } = await project.runWith({ environment }, ...several);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^local\nThe reference connector [^\n]*\n1 check: 1 passed\.\n\nprod\nError: There is no pulumi on the PATH\./,
    );
    expect(stdout).toMatch(/\n\nlocal {2}all well\nprod {3}failed, or could not tell\n$/);

    const { stacks } = verifyStacksSchema.parse(
      JSON.parse((await project.runWith({ environment }, ...several, '--json')).stdout),
    );
    expect(stacks).toMatchObject([
      { stack: 'local', exitCode: 0, report: { target: { stack: 'local' } } },
      { stack: 'prod', exitCode: 1, error: expect.stringContaining('There is no pulumi on the PATH.') },
    ]);
  });

  test('are every one of the project where that is asked for', async () => {
    const { exitCode, stdout } = await project.runWith({ environment }, 'env', '--check', '--all', '--json');
    expect(exitCode).toBe(1);
    expect(dotenvStacksSchema.parse(JSON.parse(stdout)).stacks).toMatchObject([
      { stack: 'local', exitCode: 2, report: { upToDate: false } },
      { stack: 'other', exitCode: 1, error: expect.stringContaining('nothing was deployed') },
      { stack: 'prod', exitCode: 1 },
    ]);
  });

  test.each([
    [
      'verify -s local -s prod --login',
      '--login: of one stack, and local, prod are meant. Run it once for each.',
    ],
    ['verify --all-stacks --file a', '--file: of one stack, and local, other, prod are meant.'],
    ['env -s local -s prod', 'env without --check: of one stack, and local, prod are meant.'],
    ['up -s local -s prod', 'This command takes one stack, and local, prod were given.'],
  ])('are refused for what is about one: %s', async (line, said) => {
    const { exitCode, stderr } = await project.run(...line.split(' '));
    expect({ exitCode, said: stderr.includes(said) }).toEqual({ exitCode: 64, said: true });
  });
});

describe('credentials of a stack', () => {
  async function projectWith(...stacks: readonly string[]) {
    const project = await localProject();
    const tenant = await serveStub(() => undefined, { host: distantHost });
    for (const stack of stacks) await project.configure({}, { stack, domain: tenant.domain });
    return project;
  }
  const common = { PATH: '', AUTH0_CLIENT_ID: 'common', AUTH0_CLIENT_SECRET: 'common secret' };
  const ofProd = { AUTH0_CLIENT_ID_PROD: 'of prod', AUTH0_CLIENT_SECRET_PROD: "prod's secret" };

  /** Which of the doctor's findings about credentials each stack has. */
  async function doctors(project: LocalProject, env: NodeJS.ProcessEnv, ...words: readonly string[]) {
    const { stdout } = await project.runWith({ environment: env }, 'doctor', '--json', ...words);
    return doctorStacksSchema.parse(JSON.parse(stdout)).stacks;
  }

  test('come before the common ones, which count for none of several tenants', async () => {
    const project = await projectWith('dev', 'prod');
    const stacks = await doctors(project, { ...common, ...ofProd }, '-s', 'dev', '-s', 'prod', '-s', 'local');
    expect(stacks.map(({ stack, lacks }) => [stack, lacks])).toEqual([
      ['dev', ['AUTH0_CLIENT_ID_DEV', 'AUTH0_CLIENT_SECRET_DEV']],
      ['prod', undefined],
      ['local', undefined],
    ]);
    const { stdout } = await project.runWith({ environment: common }, 'doctor', '-s', 'dev', '-s', 'prod');
    expect(stdout).toContain(
      'dev\nWithout credentials: of several tenants each needs its own, and AUTH0_CLIENT_ID_DEV and AUTH0_CLIENT_SECRET_DEV are not set.\n',
    );
  });

  test('are not needed where one tenant alone is at Auth0', async () => {
    const project = await projectWith('dev');
    const stacks = await doctors(project, common, '--all');
    expect(stacks.map(({ stack, lacks }) => [stack, lacks])).toEqual([
      ['dev', undefined],
      ['local', undefined],
    ]);
  });

  test('that are half there are refused', async () => {
    const project = await projectWith('prod');
    const half = { environment: { ...common, AUTH0_CLIENT_ID_PROD: 'of prod' } };
    expect(await project.runWith(half, 'logs', '-s', 'prod')).toMatchObject({
      exitCode: 1,
      stderr:
        'Error: AUTH0_CLIENT_ID_PROD is set and AUTH0_CLIENT_SECRET_PROD is not. Set both, or neither.\n',
    });
  });

  test('are what drift tells without for the stacks that lack them', async () => {
    const project = await projectWith('dev', 'prod');
    const { exitCode, stdout } = await project.runWith({ environment: common }, 'drift', '--all', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).stacks).toMatchObject([
      {
        stack: 'dev',
        verdict: 'unknown',
        notChecked: [{ cause: 'credentials', reason: expect.stringContaining('AUTH0_CLIENT_SECRET_DEV') }],
      },
      { stack: 'local', verdict: 'drift' },
      { stack: 'prod', verdict: 'unknown' },
    ]);
  });

  test('are those of every command that is about it', async () => {
    const project = await localProject();
    const tenant = await serveStub(() => undefined, { host: distantHost });
    await project.configure({}, { stack: 'my-prod', domain: tenant.domain });
    const ofMyProd = { AUTH0_CLIENT_ID_MY_PROD: 'of prod', AUTH0_CLIENT_SECRET_MY_PROD: "prod's secret" };
    const { stderr } = await project.runWith(
      { environment: { ...common, ...ofMyProd } },
      'token',
      '--deployer',
      '-s',
      'my-prod',
    );
    const asked = tenant.requests.find(({ path }) => path === '/oauth/token');
    expect(asked?.body, stderr).toContain('client_id=of+prod');
    expect(stderr).not.toContain("prod's secret");
  });
});
