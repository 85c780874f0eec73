import { describe, expect, test } from 'vitest';
import { runScript } from '../support/ci-script.ts';
import { fakeCommands } from '../support/fake-commands.ts';

const preview = 'pulumi preview --stack dev --refresh --expect-no-changes --non-interactive';
const up = 'node bin/omnichat-auth0.js up -s dev --engine pulumi --no-input';

async function settle(previews: readonly number[], upExitCode = 0) {
  const fakes = await fakeCommands(['pulumi', 'node'], {
    'pulumi preview': previews.map((exitCode) => ({ exitCode })),
    [up]: [{ exitCode: upExitCode }],
  });
  const { exitCode, stderr } = await runScript(['ci/settle.sh', 'dev'], { PATH: fakes.path });
  return { exitCode, stderr, calls: await fakes.calls() };
}

describe('settle', () => {
  test('ends when the second preview is empty', async () => {
    expect(await settle([0])).toEqual({ exitCode: 0, stderr: '', calls: [preview] });
  });

  test('runs up once more when it is not, and ends when the next one is empty', async () => {
    expect(await settle([7, 0])).toEqual({ exitCode: 0, stderr: '', calls: [preview, up, preview] });
  });

  test('fails when the preview is still not empty, and tries no further', async () => {
    expect(await settle([7, 7])).toEqual({
      exitCode: 1,
      stderr:
        "error: 'dev' does not settle: after a second up, the preview above still differs from the program. Auth0 does " +
        'not keep what is declared there: correct the program, or find who else changes the tenant.\n',
      calls: [preview, up, preview],
    });
  });

  test.each([
    [[1], [preview]],
    [
      [7, 1],
      [preview, up, preview],
    ],
  ])('takes failing previews (%j) for no answer', async (previews, calls) => {
    expect(await settle(previews)).toEqual({
      exitCode: 1,
      stderr:
        "error: Could not tell whether 'dev' has settled (pulumi exited with 1). Mend what pulumi says above, and deploy again.\n",
      calls,
    });
  });

  test('fails as the second up fails', async () => {
    expect(await settle([7], 1)).toEqual({ exitCode: 1, stderr: '', calls: [preview, up] });
  });
});
