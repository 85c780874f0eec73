import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/drift/findings/finding.ts';
import { applyIgnores, type IgnoreEntry, readIgnoreFile } from '../../src/drift/findings/ignore-file.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const finding = (properties: Partial<Finding>): Finding => ({
  kind: 'changed',
  severity: 'high',
  type: 'auth0:index/client:Client',
  name: 'connector',
  id: 'abc',
  path: 'callbacks',
  why: 'why',
  mend: 'mend',
  mendBy: 'command',
  ...properties,
});

const apply = (entry: Partial<IgnoreEntry>, found = finding({})) =>
  applyIgnores([found], [{ match: 'connector', reason: 'meant', ...entry }], {
    stack: 'dev',
    today: '2026-11-23',
    complete: true,
  });

describe('an entry', () => {
  test.each([
    [{ match: 'connector' }],
    [{ match: 'abc' }],
    [{ match: 'conn*' }],
    [{ match: 'changed/connector' }],
    [{ match: 'changed/*' }],
    [{ path: 'callbacks' }],
    [{ path: 'call*' }],
    [{ until: '2026-11-23' }],
    [{ stack: 'dev' }],
  ])('covers %j', (entry) => {
    expect(apply(entry)).toMatchObject({ findings: [], ignored: [{ reason: 'meant' }], ignoreProblems: [] });
  });

  test.each([
    [{ match: 'connecto' }],
    [{ match: 'onnector' }],
    [{ match: 'c.nnector' }],
    [{ match: 'deleted/connector' }],
    [{ path: 'callback' }],
  ])('does not cover, and is reported: %j', (entry) => {
    expect(apply(entry)).toMatchObject({
      findings: [{ name: 'connector' }],
      ignored: [],
      ignoreProblems: [{ problem: 'unmatched' }],
    });
  });

  test('that has expired covers nothing, and is reported', () => {
    expect(apply({ until: '2026-11-22' })).toMatchObject({
      findings: [{ name: 'connector' }],
      ignored: [],
      ignoreProblems: [{ match: 'connector', problem: 'expired', until: '2026-11-22' }],
    });
  });

  test('is not unmatched while something could not be read', () => {
    const entries = [
      { match: 'operator', reason: 'a' },
      { match: 'reader', reason: 'b', until: '2026-11-22' },
    ];
    expect(
      applyIgnores([], entries, { stack: 'dev', today: '2026-11-23', complete: false }).ignoreProblems,
    ).toEqual([{ match: 'reader', reason: 'b', until: '2026-11-22', problem: 'expired' }]);
  });

  test('of another stack is nothing here', () => {
    expect(apply({ stack: 'prod' })).toMatchObject({
      findings: [{ name: 'connector' }],
      ignored: [],
      ignoreProblems: [],
    });
  });

  test('is not unmatched where an earlier one covers the same', () => {
    const entries = [
      { match: '*', reason: 'a' },
      { match: 'connector', reason: 'b' },
    ];
    const { ignored, ignoreProblems } = applyIgnores([finding({})], entries, {
      stack: 'dev',
      today: '2026-11-23',
      complete: true,
    });
    expect(ignored).toMatchObject([{ reason: 'a' }]);
    expect(ignoreProblems).toEqual([]);
  });
});

describe('.driftignore.yaml', () => {
  async function written(text: string): Promise<string> {
    const file = join(await temporaryFolder(), '.driftignore.yaml');
    await writeFile(file, text);
    return file;
  }

  test('is not needed', async () => {
    expect(await readIgnoreFile(join(await temporaryFolder(), '.driftignore.yaml'))).toEqual([]);
  });

  test('may be empty', async () => {
    expect(await readIgnoreFile(await written('# nothing yet\n'))).toEqual([]);
  });

  const howTo =
    'cannot be used. Write a list of entries, each with match and reason, and path, stack and until where wanted:';

  test.each([
    ['- match: a', [howTo, '  entry 1, reason is missing, or no text']],
    ['- match: a\n  reason: ""', [howTo, '  entry 1, reason is empty']],
    [
      '- match: a\n  reason: b\n- match: 7\n  reason: b\n  until: soon',
      [
        howTo,
        '  entry 2, match is missing, or no text',
        '  entry 2, until is not a day. Write it as 2027-01-31.',
      ],
    ],
    ['- match: a\n  reason: b\n  wehn: x', [howTo, '  entry 1 has wehn, which no entry has']],
    ['- connector', [howTo, '  entry 1 is not an entry']],
    ['match: a', [howTo, '  all of it is not a list']],
  ])('is refused with all that is wrong: %j', async (text, lines) => {
    const file = await written(text);
    await expect(readIgnoreFile(file)).rejects.toMatchObject({
      code: 'DRIFT_IGNORE_INVALID',
      message: `${file} ${lines.join('\n')}`,
    });
  });

  test('is refused with the place where it is not YAML', async () => {
    const file = await written('# known\n- [');
    await expect(readIgnoreFile(file)).rejects.toMatchObject({
      code: 'DRIFT_IGNORE_INVALID',
      message: expect.stringMatching(/\.driftignore\.yaml: line 2, column 4: .*\. Mend the YAML there\.$/),
    });
  });

  test('is refused where a folder is in its place', async () => {
    const folder = await temporaryFolder();
    await expect(readIgnoreFile(folder)).rejects.toMatchObject({
      code: 'DRIFT_IGNORE_INVALID',
      message: expect.stringMatching(
        /cannot be read: EISDIR.*\. Make it a file that may be read, or remove it\.$/,
      ),
    });
  });
});
