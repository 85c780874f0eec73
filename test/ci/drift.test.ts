import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScript } from '../support/project/ci-script.ts';
import { fakeCommands } from '../support/stand-ins/fake-commands.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

async function drift(
  exitCodes: { readonly drift: number; readonly report?: number },
  backend = 's3://state',
) {
  const fakes = await fakeCommands(['pulumi', 'node'], {
    'pulumi stack export': [{}],
    'node bin/omnichat-auth0.js drift': [{ stdout: '| findings |\n', exitCode: exitCodes.drift }],
    'node --import tsx ci/report.ts': [{ exitCode: exitCodes.report ?? 0 }],
  });
  const folder = await temporaryFolder();
  const summary = join(folder, 'summary');
  const ended = await runScript(['ci/drift.sh', 'prod'], {
    PATH: fakes.path,
    PULUMI_BACKEND_URL: backend,
    TMPDIR: folder,
    GITHUB_STEP_SUMMARY: summary,
  });
  const summaryText = await readFile(summary, 'utf8').catch(() => undefined);
  await rm(summary, { force: true });
  return {
    exitCode: ended.exitCode,
    stdout: ended.stdout,
    summary: summaryText,
    left: await readdir(folder),
    calls: (await fakes.calls()).map((line) => line.replace(/ \/\S+$/, ' FINDINGS')),
  };
}

describe('drift', () => {
  test.each([
    [0, 'no drift'],
    [2, 'drift'],
    [1, 'could not tell'],
  ])('reports exit code %d (%s), prints the findings and ends alike', async (exitCode) => {
    expect(await drift({ drift: exitCode })).toEqual({
      exitCode,
      stdout: '| findings |\n',
      summary: '| findings |\n',
      left: [],
      calls: [
        'pulumi stack export --stack prod --non-interactive',
        'node bin/omnichat-auth0.js drift -s prod --format markdown --no-input',
        `node --import tsx ci/report.ts drift prod ${exitCode} FINDINGS`,
      ],
    });
  });

  test('fails when the issue cannot be kept, whatever was found', async () => {
    expect(await drift({ drift: 0, report: 1 })).toMatchObject({ exitCode: 1 });
    expect(await drift({ drift: 2, report: 1 })).toMatchObject({ exitCode: 1 });
  });

  test('compares nothing without a shared backend', async () => {
    expect(await drift({ drift: 0 }, 'file://~')).toMatchObject({
      exitCode: 1,
      summary: undefined,
      calls: [],
    });
  });
});
