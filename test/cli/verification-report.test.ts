import { describe, expect, test } from 'vitest';
import { reportText, verificationExitCode } from '../../src/cli/printed/verification-text.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { chatgptGroup } from '../../src/verify/check-group.ts';
import { type Report, type ReportedCheck, summarize } from '../../src/verify/report.ts';

const plain: Terminal = {
  result: () => undefined,
  verbatim: () => undefined,
  progress: () => undefined,
  style: (_style, text) => text,
  progressStyle: (_style, text) => text,
};

const passed: ReportedCheck = {
  group: 'application',
  id: 'app-pkce',
  title: 'A code is worth nothing without its PKCE verifier',
  severity: 'error',
  status: 'pass',
  evidence: 'refused',
};
const failed: ReportedCheck = {
  ...passed,
  status: 'fail',
  evidence: 'it was accepted',
  remedy: { setting: 'PKCE' },
};
const warned: ReportedCheck = { ...failed, severity: 'warning' };
const unknown: ReportedCheck = { ...passed, status: 'unknown', evidence: 'no answer' };
const left = [{ clientId: 'tpc_1', reason: 'the tenant refused.' }];

function report(checks: readonly ReportedCheck[], more: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    target: { issuer: 'https://tenant.example/' },
    checks,
    summary: summarize(checks),
    ...more,
  };
}

test.each<[string, number, Report]>([
  ['everything passed', 0, report([passed])],
  ['something warned', 0, report([passed, warned])],
  ['something failed', 2, report([warned, failed, unknown])],
  ['something could not be told', 1, report([passed, warned, unknown])],
  ['a registered client is left', 1, report([passed], { left })],
  ['something failed and a registered client is left', 2, report([failed], { left })],
])('where %s, the exit code is %i', (_name, exitCode, given) => {
  expect(verificationExitCode(given)).toBe(exitCode);
});

const lines = (given: Report, options?: { all: boolean }) => reportText(given, plain, options).split('\n');

describe('the text', () => {
  test('has what failed on top, and counts what passed', () => {
    const late = { ...failed, id: 'app-late' };
    expect(
      lines(report([passed, warned, unknown, { ...passed, status: 'skip', evidence: 'no login' }, late])),
    ).toEqual([
      `  ✗ app-late  ${passed.title}`,
      '      it was accepted',
      '      setting: PKCE',
      `  ? app-pkce  ${passed.title}`,
      '      no answer',
      `  ! app-pkce  ${passed.title}`,
      '      it was accepted',
      '      setting: PKCE',
      '  - 1 skipped: no login',
      '',
      '5 checks: 1 passed, 1 failed, 1 warned, 1 skipped, 1 could not tell.',
    ]);
  });

  test('folds what follows from a fault under it', () => {
    const because = failed.id;
    expect(
      lines(
        report([
          failed,
          { ...failed, id: 'app-second', because },
          { ...unknown, id: 'app-third', because },
          { ...unknown, id: 'app-fourth', because },
        ]),
      ),
    ).toEqual([
      `  ✗ app-pkce  ${passed.title}`,
      '      it was accepted',
      '      setting: PKCE',
      '      fails with it: app-second',
      '      cannot be told until then: app-third, app-fourth',
      '',
      '4 checks: 2 failed, 2 could not tell.',
    ]);
  });

  test('is the counts alone where all is well, and every check with `all`', () => {
    expect(lines(report([passed]))).toEqual(['1 check: 1 passed.']);
    expect(lines(report([passed, failed]), { all: true }).slice(4)).toEqual([
      'application',
      `  ✓ app-pkce  ${passed.title}`,
      `  ✗ app-pkce  ${passed.title}`,
      '',
      '2 checks: 1 passed, 1 failed.',
    ]);
  });

  test("says how many checks were a client's whole way, beside the parts alone", () => {
    const way = { ...passed, group: chatgptGroup.name };
    expect(lines(report([passed, way, way]))).toEqual(["3 checks, 2 of them ChatGPT's whole way: 3 passed."]);
    expect(lines(report([way, way]))).toEqual(['2 checks: 2 passed.']);
  });

  test('has the reason of what was skipped once: in the conclusion, in the list of all, or else on top', () => {
    const skipped: ReportedCheck = { ...passed, status: 'skip', evidence: 'nobody comes here' };
    const conclusion = { outcome: 'links', sentence: 'It would link, but for: nobody comes here.' } as const;
    expect(lines(report([skipped], { conclusion }))).toEqual(['1 check: 1 skipped.', conclusion.sentence]);
    expect(lines(report([skipped]), { all: true })).toEqual([
      'application',
      `  - app-pkce  ${passed.title}`,
      '      nobody comes here',
      '',
      '1 check: 1 skipped.',
    ]);
  });

  test('ends in the short form of a conclusion whose finding stands above', () => {
    const fault = { side: 'tenant', sentence: 'It will not link. It is the tenant’s side: PKCE.' } as const;
    const conclusion = { outcome: 'does not link', sentence: 'all of it', fault } as const;
    expect(lines(report([failed], { conclusion })).at(-1)).toBe(fault.sentence);
  });

  test('has the steps of a person and a command on lines of their own', () => {
    const remedy = { setting: 'PKCE', before: 'write a line', command: 'a command', after: 'restart' };
    expect(lines(report([{ ...failed, remedy }])).slice(3, -2)).toEqual([
      '      mend it: write a line',
      '      then:    a command',
      '      then:    restart',
    ]);
  });

  test('names the clients that are left', () => {
    expect(lines(report([passed], { left }))).toEqual([
      '1 check: 1 passed.',
      'The registered client tpc_1 is left: the tenant refused.',
    ]);
  });
});
