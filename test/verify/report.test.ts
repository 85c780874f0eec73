import { describe, expect, test } from 'vitest';
import { chatgptGroup, onlyChecks, partGroups } from '../../src/verify/check-group.ts';
import { conclude } from '../../src/verify/client/conclusion.ts';
import { outcomeOf, type Report, type ReportedCheck } from '../../src/verify/report.ts';

const everyCheck = [...partGroups, chatgptGroup].flatMap(({ checks }) => checks);

test('each check has an id of its own, in kebab case, and a title', () => {
  const ids = everyCheck.map(({ id }) => id);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(everyCheck.filter(({ title }) => title === '' || title.endsWith('.'))).toEqual([]);
});

test('the ids stay what they are: scripts hold on to them', () => {
  expect(everyCheck.map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "stack-deployed",
      "as-custom-domain",
      "as-metadata",
      "as-metadata-openid",
      "as-metadata-issuer",
      "as-metadata-endpoints",
      "as-metadata-code-flow",
      "as-metadata-pkce",
      "as-jwks-rs256",
      "as-jwks-kid",
      "as-jwks-public",
      "as-jwks-caching",
      "as-clock",
      "app-redirect-uris",
      "app-redirect-uri-unknown",
      "app-client-secret",
      "app-auth-method",
      "app-implicit",
      "app-client-credentials",
      "app-callbacks",
      "app-grant-types",
      "app-code-flow",
      "app-code-exchange",
      "app-pkce",
      "app-token-jwt",
      "app-token-issuer",
      "app-token-audience",
      "app-token-scope",
      "app-token-lifetime",
      "app-refresh-rotates",
      "app-refresh-reuse",
      "registration-issuer",
      "registration-documents",
      "registration-registrar",
      "registration-endpoint",
      "registration-redirect-uri",
      "registration-client-id",
      "registration-client",
      "registration-login",
      "registration-token",
      "rs-metadata",
      "rs-metadata-resource",
      "rs-metadata-issuer",
      "rs-metadata-scopes",
      "rs-issuer-metadata",
      "rs-challenge",
      "rs-unsigned-token",
      "rs-token",
      "rs-cors-metadata",
      "rs-cors-origins",
      "rs-cors-strangers",
      "env-agrees",
      "env-registrar",
      "env-management-token",
      "chatgpt-reachable",
      "chatgpt-challenge",
      "chatgpt-resource-metadata",
      "chatgpt-resource",
      "chatgpt-issuer",
      "chatgpt-pkce",
      "chatgpt-redirect-uri",
      "chatgpt-registration",
      "chatgpt-callback",
      "chatgpt-authorization",
      "chatgpt-token",
      "chatgpt-audience",
      "chatgpt-scopes",
      "chatgpt-call",
      "chatgpt-refresh",
    ]
  `);
});

describe('only some checks', () => {
  test('are left in their groups, and empty groups go', () => {
    const groups = onlyChecks(partGroups, ['rs-token', 'as-clock', 'as-metadata']);
    expect(groups.map(({ name, checks }) => [name, checks.map(({ id }) => id)])).toEqual([
      ['authorization server', ['as-metadata', 'as-clock']],
      ["OmniChat's server", ['rs-token']],
    ]);
  });

  test('are still those of the client whose way they are', () => {
    const [group] = onlyChecks([chatgptGroup], ['chatgpt-challenge']);
    expect(group).toMatchObject({ name: 'as ChatGPT', client: { name: 'chatgpt' } });
  });

  test('must exist; the nearest one is named', () => {
    expect(() => onlyChecks(partGroups, ['as-metadata', 'as-jwks-caches'])).toThrow(
      expect.objectContaining({
        code: 'VERIFY_UNKNOWN_CHECK',
        message: 'There is no check as-jwks-caches. The nearest one is as-jwks-caching.',
      }),
    );
  });
});

describe('the outcome', () => {
  const none = { pass: 1, fail: 0, warning: 0, skip: 0, unknown: 0 };
  const report = { schemaVersion: 1, target: { issuer: 'https://tenant.example/' }, checks: [] } as const;

  test.each<[Partial<Report['summary']>, string]>([
    [{}, 'passed'],
    [{ skip: 3 }, 'passed'],
    [{ warning: 1 }, 'passed'],
    [{ warning: 1, unknown: 1 }, 'unknown'],
    [{ unknown: 1 }, 'unknown'],
    [{ fail: 1 }, 'failed'],
    [{ fail: 1, unknown: 2 }, 'failed'],
  ])('of %o is %s', (summary, outcome) => {
    expect(outcomeOf({ ...report, summary: { ...none, ...summary } })).toBe(outcome);
  });

  test('is unknown while it is open whether ChatGPT will link', () => {
    const conclusion = { outcome: 'undecided', sentence: '' } as const;
    expect(outcomeOf({ ...report, summary: { ...none, skip: 1 }, conclusion })).toBe('unknown');
  });
});

describe('the conclusion', () => {
  const steps = (changes: Readonly<Record<string, Partial<ReportedCheck>>> = {}): ReportedCheck[] =>
    chatgptGroup.checks.map(({ id, title, severity }) => ({
      group: chatgptGroup.name,
      id,
      title,
      severity,
      status: 'pass',
      evidence: 'seen',
      ...changes[id],
    }));

  test('is that ChatGPT will link when every step passes', () => {
    expect(conclude(steps())).toEqual({ outcome: 'links', sentence: 'ChatGPT will link.' });
  });

  test('names the first step that fails, though another is unknown before it', () => {
    const failing = (setting: string): Partial<ReportedCheck> => ({ status: 'fail', remedy: { setting } });
    expect(
      conclude(
        steps({
          'chatgpt-challenge': { status: 'unknown' },
          'chatgpt-issuer': failing('the first'),
          'chatgpt-token': failing('the second'),
        }),
      ),
    ).toEqual({
      outcome: 'does not link',
      sentence: 'ChatGPT will not link: the setting is the first; seen. 1 other fault comes after it.',
      fault: {
        side: 'server',
        sentence: "ChatGPT will not link. It is the side of OmniChat's server: the first.",
      },
    });
  });

  test('counts what follows from that step', () => {
    const follows: Partial<ReportedCheck> = { status: 'unknown', because: 'chatgpt-issuer' };
    const given = steps({
      'chatgpt-issuer': { status: 'fail', remedy: { setting: 'the first', command: 'a command' } },
      'chatgpt-callback': { ...follows, status: 'fail' },
      'chatgpt-token': follows,
    });
    expect(conclude(given)?.sentence).toBe(
      'ChatGPT will not link: the setting is the first; seen. 2 more steps follow from it. Mend it: a command',
    );
  });

  test('is not drawn from some of the steps', () => {
    expect(conclude(steps().slice(1))).toBeUndefined();
  });
});
