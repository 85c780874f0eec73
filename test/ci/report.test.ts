import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScript, startOf } from '../support/project/ci-script.ts';
import { githubStub } from '../support/stand-ins/github-stub.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

async function report(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  how?: Parameters<typeof startOf>[1],
) {
  return runScript([...(await startOf('report', how)), ...args], environment);
}

async function fileWith(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'report');
  await writeFile(file, text);
  return file;
}

describe('report', () => {
  test('posts a preview', async () => {
    const github = await githubStub({});
    const args = ['preview', 'dev', '0', await fileWith('1 to create')];
    expect(await report(args, github.environment, { fromSource: true })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'dev: comment created\n',
    });
    expect(github.comments).toHaveLength(1);
    expect(github.issues).toHaveLength(0);
  });

  test('files drift', async () => {
    const github = await githubStub({});
    expect(await report(['drift', 'prod', '2', await fileWith('| critical |')], github.environment)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'prod: issue opened\n',
    });
    expect(github.comments).toHaveLength(0);
    expect(github.issues).toHaveLength(1);
  });

  test('fails where there is nobody to tell', async () => {
    expect(await report(['drift', 'prod', '2', await fileWith('')], {})).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'error: This is neither a GitHub Actions job (GITHUB_ACTIONS) nor a GitLab one (GITLAB_CI): there is nobody to tell.\n',
    });
  });

  test.each([[['drift', 'prod', 'two', 'file']], [['deploy', 'prod', '0', 'file']]])(
    'answers its usage to %j',
    async (args) => {
      expect(await report(args, {})).toEqual({
        exitCode: 64,
        stdout: '',
        stderr: 'error: usage: ci/report.ts preview|drift STACK EXIT_CODE FILE\n',
      });
    },
  );
});
