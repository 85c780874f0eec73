import { describe, expect, test } from 'vitest';
import { reportText, verificationExitCode } from '../../src/cli/printed/verification-text.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { type Report, type ReportedCheck, summarize } from '../../src/verify/report.ts';

const plain: Terminal = {
  result: () => undefined,
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

describe('the text', () => {
  test('tells a warning from a failure, and counts them apart', () => {
    expect(reportText(report([passed, warned, failed]), plain)).toBe(
      [
        'application',
        `  ✓ ${passed.title}  app-pkce`,
        `  ! ${passed.title}  app-pkce`,
        '      it was accepted',
        '      setting: PKCE',
        `  ✗ ${passed.title}  app-pkce`,
        '      it was accepted',
        '      setting: PKCE',
        '',
        '3 checks: 1 passed, 1 failed, 1 warned.',
      ].join('\n'),
    );
  });

  test('wraps what was seen at the width of the terminal, and leaves commands whole', () => {
    const remedy = { setting: 'the callbacks of the application', command: 'npx omnichat-auth0 up -s local' };
    const seen = { ...failed, evidence: 'a callback is missing from the list', remedy };
    expect(
      reportText(report([seen]), { ...plain, columns: 30 })
        .split('\n')
        .slice(2, -2),
    ).toEqual([
      '      a callback is missing',
      '      from the list',
      '      setting: the callbacks',
      '      of the application',
      '      mend it: npx omnichat-auth0 up -s local',
    ]);
  });

  test('names the clients that are left', () => {
    expect(
      reportText(report([passed], { left }), plain)
        .split('\n')
        .slice(-2),
    ).toEqual(['1 check: 1 passed.', 'The registered client tpc_1 is left: the tenant refused.']);
  });
});
