import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/drift/finding.ts';
import { applyIgnores, type IgnoreEntry, readIgnoreFile } from '../../src/drift/ignore-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const finding = (properties: Partial<Finding>): Finding => ({
  kind: 'changed',
  severity: 'high',
  type: 'auth0:index/client:Client',
  name: 'connector',
  id: 'abc',
  path: 'callbacks',
  why: 'why',
  mend: 'mend',
  ...properties,
});

const apply = (entry: Partial<IgnoreEntry>, found = finding({})) =>
  applyIgnores([found], [{ match: 'connector', reason: 'meant', ...entry }], {
    stack: 'dev',
    today: '2026-11-23',
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

  test.each([
    ['- match: a', '0.reason'],
    ['- match: a\n  reason: ""', '0.reason: is empty. Say why this is meant.'],
    ['- match: a\n  reason: b\n  until: soon', '0.until: is not a day. Write it as 2027-01-31.'],
    ['- match: a\n  reason: b\n  wehn: x', 'wehn'],
    ['match: a', 'the whole'],
    ['- [', 'is not YAML'],
  ])('is refused with what is wrong: %j', async (text, problem) => {
    await expect(readIgnoreFile(await written(text))).rejects.toMatchObject({
      code: 'DRIFT_IGNORE_INVALID',
      message: expect.stringContaining(problem) as string,
    });
  });
});
