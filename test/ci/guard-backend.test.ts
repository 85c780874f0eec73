import { describe, expect, test } from 'vitest';
import { runScript } from '../support/project/ci-script.ts';
import { fakeCommands } from '../support/stand-ins/fake-commands.ts';

const shared =
  'https://api.pulumi.com, or the s3://, gs://, azblob:// or postgres:// URL of the backend that every deployment shares';

async function guard(backend: string | undefined, exportExitCode = 0) {
  const fakes = await fakeCommands(['pulumi'], {
    'pulumi stack export': [{ exitCode: exportExitCode, stdout: '{"deployment":"of the stack"}' }],
  });
  const ended = await runScript(['ci/guard-backend.sh', 'prod'], {
    PATH: fakes.path,
    ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }),
  });
  return { ...ended, calls: await fakes.calls() };
}

describe('guard-backend', () => {
  test.each([
    'https://api.pulumi.com',
    's3://omnichat-pulumi?region=eu-central-1',
    'gs://omnichat-pulumi',
    'azblob://state',
    'postgres://pulumi:secret@db.example/state',
    'S3://omnichat-pulumi',
  ])('goes on with a shared backend that holds the stack: %s', async (backend) => {
    expect(await guard(backend)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
      calls: ['pulumi stack export --stack prod --non-interactive'],
    });
  });

  test.each([
    [undefined, `PULUMI_BACKEND_URL is not set. Set it to ${shared}.`],
    ['', `PULUMI_BACKEND_URL is not set. Set it to ${shared}.`],
    [
      'file://~',
      'PULUMI_BACKEND_URL is a file:// URL: state on this machine is gone when the job ends. ' +
        `Set it to ${shared}.`,
    ],
    [
      'FILE:///var/state',
      'PULUMI_BACKEND_URL is a file:// URL: state on this machine is gone when the job ends. ' +
        `Set it to ${shared}.`,
    ],
    ['mem://', `PULUMI_BACKEND_URL is not the URL of a shared backend. Set it to ${shared}.`],
    ['hunter2', `PULUMI_BACKEND_URL is not the URL of a shared backend. Set it to ${shared}.`],
    [' file://~', `PULUMI_BACKEND_URL is not the URL of a shared backend. Set it to ${shared}.`],
  ])('refuses the backend %j without asking pulumi', async (backend, message) => {
    expect(await guard(backend)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `error: ${message}\n`,
      calls: [],
    });
  });

  test('refuses a stack that the backend does not hold', async () => {
    expect(await guard('https://api.pulumi.com', 6)).toMatchObject({
      exitCode: 1,
      stderr:
        "error: The backend holds no stack 'prod'. If it was deployed before, its state is lost: restore it, or adopt " +
        "what the tenant holds. If it never was, run 'pulumi stack init prod' once, by hand.\n",
    });
  });

  test('takes a failure to read the stack for neither there nor missing', async () => {
    expect(await guard('https://api.pulumi.com', 1)).toMatchObject({
      exitCode: 1,
      stderr:
        "error: Could not read the stack 'prod' from the backend (pulumi exited with 1). Mend what pulumi says above.\n",
    });
  });

  test('wants a stack', async () => {
    const ended = await runScript(['ci/guard-backend.sh'], { PATH: process.env['PATH'] ?? '' });
    expect(ended.exitCode).not.toBe(0);
    expect(ended.stderr).toMatch(/usage: ci\/guard-backend\.sh STACK$/m);
  });
});
