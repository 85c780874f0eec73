import { describe, expect, test } from 'vitest';
import { renderGithub, renderMasks } from '../../../src/drift/render/github.ts';
import { renderMarkdown } from '../../../src/drift/render/markdown.ts';
import type { ReportView, ShownFinding } from '../../../src/drift/render/report-view.ts';
import { renderText } from '../../../src/drift/render/text.ts';

const finding = (properties: Partial<ShownFinding> = {}): ShownFinding => ({
  kind: 'changed',
  severity: 'high',
  type: 'auth0:index/client:Client',
  name: 'connector',
  why: 'Why.',
  mend: 'mend it',
  mendBy: 'command',
  ...properties,
});

const view = (properties: Partial<ReportView> = {}): ReportView => ({
  title: 'dev',
  summary: 'omnichat-dev.us.auth0.com',
  findings: [],
  notChecked: [],
  notes: [],
  ...properties,
});

const plain = (report: ReportView) => renderText(report, (_style, text) => text);
const many = (count: number, properties: Partial<ShownFinding> = {}) =>
  Array.from({ length: count }, (_, index) => finding({ name: `app-${index}`, ...properties }));

test('a report without findings is two lines and a verdict', () => {
  expect(plain(view())).toBe('dev  omnichat-dev.us.auth0.com\n\nNo finding.');
  expect(renderMarkdown(view())).toBe('### `dev`\n\nomnichat-dev.us.auth0.com. No finding.');
  expect(renderGithub(view())).toBe('dev: No finding.');
});

test('what does not fit the terminal goes below its finding, each item with its sign, and the columns stay', () => {
  const wide = finding({
    name: 'x'.repeat(30),
    kind: 'unmanaged',
    expected: ['https://one.example', 'https://two.example'],
    actual: ['https://one.example', 'https://three.example'],
  });
  const findings = [wide, finding({ name: 'narrow', mend: 'another' })];
  expect(
    renderText(view({ findings }), (_style, text) => text, 60)
      .split('\n')
      .slice(2, -2),
  ).toEqual([
    `  high  unmanaged  ${'x'.repeat(30)}`,
    '        + https://three.example in the tenant',
    '        - https://two.example in the tenant',
    '        Why.',
    '        mend it: mend it',
    '  high  changed    narrow',
    '        Why.',
    '        mend it: another',
  ]);
});

describe('what differs names its side', () => {
  const row = (properties: Partial<ShownFinding>) =>
    plain(view({ findings: [finding({ path: 'a', ...properties })] }))
      .split('\n')
      .slice(2, -4)
      .map((line) => line.replace(/^ {2}high {2}\S+ +connector a {2}/, '').trim());

  test.each([
    ['a value', { expected: 1, actual: 2 }, ['1 → 2 in the tenant']],
    ['what is gone', { expected: ['b'], actual: undefined }, ['- ["b"] in the tenant']],
    ['a list', { expected: ['b'], actual: ['c'] }, ['+ c in the tenant  - b in the tenant']],
    ['its order', { expected: ['b', 'c'], actual: ['c', 'b'] }, ['other order in the tenant']],
    [
      'a change of the program, as a preview shows it',
      { kind: 'code-ahead', expected: 1, actual: 2 },
      ['2 → 1 in the program'],
    ],
    [
      'what the program has no more',
      { kind: 'code-ahead', expected: [], actual: ['b'] },
      ['- b in the program'],
    ],
    [
      'an item with a name',
      { expected: [{ name: 'b', is: 1 }], actual: [{ name: 'b', is: 2 }] },
      ['~ b is: 1 → 2 in the tenant'],
    ],
  ])('%s', (_name, properties, expected) => {
    expect(row(properties)).toEqual(expected);
  });

  test('of a text of several lines those that differ', () => {
    expect(row({ expected: 'a\nb\nc\n', actual: 'a\nx\nc\n' })).toEqual([
      'high  changed  connector a',
      'in the tenant:',
      '- b',
      '+ x',
    ]);
  });
});

test('what could not be checked is told with the scope that is missing', () => {
  const open = view({
    notChecked: [
      { what: 'roles', cause: 'missing-scope', missingScopes: ['read:roles'], reason: 'GET /roles: 403.' },
    ],
  });
  expect(plain(open)).toContain(
    '\n  not checked  roles: grant read:roles to the application whose credentials are used\n',
  );
  expect(plain(open)).toMatch(/\n\nNot everything could be checked, so there is no verdict\.$/);
  expect(renderMarkdown(open)).toContain('- roles (missing scope `read:roles`): GET /roles: 403.');
  expect(renderGithub(open)).toContain('::error title=dev%3A not checked::roles: GET /roles: 403.');
});

describe('a name that somebody chose', () => {
  const hostile = 'a\u001B[2J\u202Eb\n::error::`x` | <b> @all %0A,:';

  test('does not steer a terminal', () => {
    const text = plain(view({ findings: [finding({ name: hostile })] }));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.split('\n')).toHaveLength(7);
  });

  test('does not leave its cell in Markdown', () => {
    const row = renderMarkdown(view({ findings: [finding({ name: hostile })] }))
      .split('\n')
      .at(-1);
    expect(row).toContain(String.raw`::error::'x' \| <b> @all`);
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(7);
  });

  test('is no workflow command', () => {
    const lines = renderGithub(view({ findings: [finding({ name: hostile })] })).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error title=dev%3A changed a/);
    expect(lines[0]).toContain('%0A%3A%3Aerror%3A%3A');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test('a long report is cut, and says so', () => {
  expect(plain(view({ findings: many(50) }))).toContain('… and 10 more; --json lists all.');
  expect(renderMarkdown(view({ findings: many(150) }))).toContain('… and 50 more.');
  const annotations = renderGithub(view({ findings: [...many(20), ...many(3, { severity: 'low' })] })).split(
    '\n',
  );
  expect(annotations.filter((line) => line.startsWith('::error'))).toHaveLength(10);
  expect(annotations.filter((line) => line.startsWith('::notice'))).toHaveLength(3);
});

test('masks are made once for each secret, and of nothing else', () => {
  const runner = { GITHUB_ACTIONS: 'true' };
  expect(renderMasks(['a%b', '', 'a%b', 'c'], runner)).toBe('::add-mask::a%25b\n::add-mask::c');
});

test.each([{}, { CI: 'true' }, { GITHUB_ACTIONS: 'false' }])(
  'with %o no secret is printed as a mask',
  (environment) => {
    expect(renderMasks(['a secret'], environment)).toBe('');
  },
);

test('what one command mends is told together: each finding, each reason once, the command once', () => {
  const apart = finding({ name: 'api', why: 'Other.', mend: 'another' });
  const findings = [...many(2), apart, finding({ name: 'late', why: 'Third.' })];
  expect(plain(view({ findings })).split('\n').slice(2, -2)).toEqual([
    '  high  changed  app-0',
    '  high  changed  app-1',
    '        Why.',
    '  high  changed  late',
    '        Third.',
    '        mend these 3: mend it',
    '  high  changed  api',
    '        Other.',
    '        mend it: another',
  ]);
});

test('one cause that keeps much from being looked at is told once, before all else', () => {
  const shut = (what: string) => ({ what, cause: 'credentials', reason: 'Unauthorized.' }) as const;
  const text = plain(view({ findings: many(1), notChecked: [shut('clients'), shut('roles')] }));
  expect(text.split('\n')[2]).toBe('  not checked  clients, roles: Unauthorized.');
});
