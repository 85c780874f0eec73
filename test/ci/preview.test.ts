import { describe, expect, test } from 'vitest';
import { runScript } from '../support/ci-script.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function preview(exitCodes: {
  readonly preview?: number;
  readonly report?: number;
  readonly mask?: number;
}) {
  const fakes = await fakeCommands(['pulumi', 'node'], {
    'pulumi stack export': [{}],
    'node --import tsx ci/mask-secrets.ts dev': [{ exitCode: exitCodes.mask ?? 0 }],
    'node bin/omnichat-auth0.js preview': [{ stdout: '1 to create\n', exitCode: exitCodes.preview ?? 0 }],
    'node --import tsx ci/report.ts': [{ exitCode: exitCodes.report ?? 0 }],
  });
  const folder = await temporaryFolder();
  const ended = await runScript(['ci/preview.sh', 'dev'], {
    PATH: fakes.path,
    PULUMI_BACKEND_URL: 'https://api.pulumi.com',
    TMPDIR: folder,
  });
  const calls = (await fakes.calls()).map((line) => line.replace(/ \/\S+$/, ' PLAN'));
  return { exitCode: ended.exitCode, stdout: ended.stdout, calls };
}

function callsUntilReport(previewExitCode: number): string[] {
  return [
    'pulumi stack export --stack dev --non-interactive',
    'node --import tsx ci/mask-secrets.ts dev',
    'node bin/omnichat-auth0.js preview -s dev --engine pulumi --no-input',
    `node --import tsx ci/report.ts preview dev ${previewExitCode} PLAN`,
  ];
}

describe('preview', () => {
  test('prints the plan and reports it', async () => {
    expect(await preview({})).toEqual({ exitCode: 0, stdout: '1 to create\n', calls: callsUntilReport(0) });
  });

  test('reports a failed preview, and fails', async () => {
    expect(await preview({ preview: 1 })).toEqual({
      exitCode: 1,
      stdout: '1 to create\n',
      calls: callsUntilReport(1),
    });
  });

  test('fails when the plan cannot be reported', async () => {
    expect(await preview({ report: 1 })).toMatchObject({ exitCode: 1, calls: callsUntilReport(0) });
  });

  test('previews nothing when the secrets cannot be masked', async () => {
    expect(await preview({ mask: 1 })).toEqual({
      exitCode: 1,
      stdout: '',
      calls: callsUntilReport(0).slice(0, 2),
    });
  });
});
