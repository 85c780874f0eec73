import { describe, expect, test } from 'vitest';
import { runScript } from '../support/project/ci-script.ts';
import { fakeCommands } from '../support/stand-ins/fake-commands.ts';

const steps = [
  'pulumi stack export --stack dev --non-interactive',
  'node --import tsx ci/mask-secrets.ts dev',
  'node bin/omnichat-auth0.js up -s dev --engine pulumi --yes --deploy-only',
  'node --import tsx ci/mask-secrets.ts dev',
  'node bin/omnichat-auth0.js up -s dev --engine pulumi --yes',
  'node bin/omnichat-auth0.js env -s dev --check',
];

async function deploy(failing: Readonly<Record<string, number>>, backend = 'https://api.pulumi.com') {
  // The longest first, because `up` also begins the line of the one that only deploys.
  const lines = [...new Set(steps)].sort((one, other) => other.length - one.length);
  const fakes = await fakeCommands(
    ['pulumi', 'node'],
    Object.fromEntries(lines.map((line) => [line, [{ exitCode: failing[line] ?? 0 }]])),
  );
  const ended = await runScript(['ci/deploy.sh', 'dev'], { PATH: fakes.path, PULUMI_BACKEND_URL: backend });
  return { exitCode: ended.exitCode, calls: await fakes.calls() };
}

describe('deploy', () => {
  test('guards, masks, deploys, masks, goes on to the end and checks the .env, in that order', async () => {
    expect(await deploy({})).toEqual({ exitCode: 0, calls: steps });
  });

  test('does nothing at all with a file:// backend', async () => {
    expect(await deploy({}, 'file://~')).toEqual({ exitCode: 1, calls: [] });
  });

  test.each([
    [steps[0], 6, 1, 1],
    [steps[1], 1, 1, 2],
    [steps[2], 1, 1, 3],
    [steps[2], 130, 130, 3],
    [steps[4], 2, 2, 5],
    [steps[5], 2, 2, 6],
  ] as const)('stops where %j exits with %d', async (line, failure, exitCode, callCount) => {
    expect(await deploy({ [line ?? '']: failure })).toEqual({ exitCode, calls: steps.slice(0, callCount) });
  });
});
