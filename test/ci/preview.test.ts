import { describe, expect, test } from 'vitest';
import { runScript } from '../support/project/ci-script.ts';
import { fakeCommands } from '../support/stand-ins/fake-commands.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

async function preview(exitCodes: { readonly drift?: number; readonly report?: number }) {
  const fakes = await fakeCommands(['pulumi', 'node'], {
    'node bin/omnichat-auth0.js drift': [{ stdout: '1 changed\n', exitCode: exitCodes.drift ?? 0 }],
    'node --import tsx ci/report.ts': [{ exitCode: exitCodes.report ?? 0 }],
  });
  const folder = await temporaryFolder();
  const ended = await runScript(['ci/preview.sh', 'dev'], { PATH: fakes.path, TMPDIR: folder });
  const calls = (await fakes.calls()).map((line) => line.replace(/ \/\S+$/, ' PLAN'));
  return { exitCode: ended.exitCode, stdout: ended.stdout, calls };
}

/** Pulumi is not among them: it would take the state, and what decrypts it. */
const callsWith = (exitCode: number) => [
  'node bin/omnichat-auth0.js drift -s dev --no-input',
  `node --import tsx ci/report.ts preview dev ${exitCode} PLAN`,
];

describe('preview', () => {
  test.each([0, 2])('prints what differs and reports it, where drift ends with %d', async (drift) => {
    expect(await preview({ drift })).toEqual({ exitCode: 0, stdout: '1 changed\n', calls: callsWith(0) });
  });

  test('reports a failed comparison, and fails', async () => {
    expect(await preview({ drift: 1 })).toEqual({ exitCode: 1, stdout: '1 changed\n', calls: callsWith(1) });
  });

  test('fails when it cannot be reported', async () => {
    expect(await preview({ report: 1 })).toMatchObject({ exitCode: 1, calls: callsWith(0) });
  });
});
