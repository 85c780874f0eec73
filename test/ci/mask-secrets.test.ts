import { expect, test } from 'vitest';
import { runScript, startOf } from '../support/project/ci-script.ts';
import { type FakeAnswer, fakeCommands } from '../support/stand-ins/fake-commands.ts';

const outputs = {
  clientId: 'client-id',
  clientSecret: 'client-secret',
  registrarClientId: 'registrar-id',
  registrarClientSecret: '100% secret',
};

async function maskSecrets(
  answer: FakeAnswer,
  environment: Readonly<Record<string, string>>,
  how?: Parameters<typeof startOf>[1],
) {
  const fakes = await fakeCommands(['pulumi'], { 'pulumi stack output': [answer] });
  const ended = await runScript([...(await startOf('mask-secrets', how)), 'dev'], {
    PATH: fakes.path,
    ...environment,
  });
  return { ...ended, calls: await fakes.calls() };
}

const onGithub = { GITHUB_ACTIONS: 'true' };
const calls = ['pulumi stack output --stack dev --json --show-secrets --non-interactive'];

test('masks each secret output, and prints no other', async () => {
  expect(await maskSecrets({ stdout: JSON.stringify(outputs) }, onGithub, { fromSource: true })).toEqual({
    exitCode: 0,
    stdout: '::add-mask::client-secret\n::add-mask::100%25 secret\n',
    stderr: '',
    calls,
  });
});

test('masks nothing for a stack without outputs', async () => {
  expect(await maskSecrets({ stdout: '{}' }, onGithub)).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
    calls,
  });
});

test('asks for no secret where no runner would mask it', async () => {
  expect(await maskSecrets({ stdout: JSON.stringify(outputs) }, { GITLAB_CI: 'true' })).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
    calls: [],
  });
});

test.each([
  ['fails', { exitCode: 1, stdout: '{"clientSecret":"client-secret"' }],
  ['prints no JSON', { stdout: 'client-secret' }],
])('quotes nothing when pulumi %s', async (_, answer) => {
  expect(await maskSecrets(answer, onGithub)).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: "error: could not read the outputs of 'dev' to mask its secrets. Mend what pulumi says above.\n",
    calls,
  });
});
