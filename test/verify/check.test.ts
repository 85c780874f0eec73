import { describe, expect, test } from 'vitest';
import { check, fail, pass } from '../../src/verify/check.ts';
import { NotApplicable, type Source } from '../../src/verify/evidence.ts';
import type { Target } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';

const target: Target = { issuer: 'https://tenant.example/', auth0: false, applicationOrigins: [] };

const number = (value: number): Source<number> => ({ name: 'a number', gather: async () => value });

const unreachable: Source<number> = {
  name: 'a number',
  gather: () => Promise.reject(new Error('GET https://tenant.example/: no answer')),
};

const inapplicable: Source<number> = {
  name: 'a number',
  gather: () => Promise.reject(new NotApplicable('there is no number here')),
};

const even = (id: string, needs: Readonly<Record<string, Source<number>>>) =>
  check({
    id,
    title: 'Every number is even',
    needs,
    judge: (numbers) => {
      const odd = Object.values(numbers).filter((value) => value % 2 === 1);
      return odd.length === 0 ? pass('even') : fail(`odd: ${odd.join(', ')}`, { setting: 'the number' });
    },
  });

const run = (checks: readonly ReturnType<typeof even>[], more: Partial<Parameters<typeof verify>[0]> = {}) =>
  verify({ target, fetch, groups: [{ name: 'numbers', checks }], ...more });

describe('a check', () => {
  test('passes or fails as its judge says', async () => {
    const { checks } = await run([
      even('two', { a: number(2) }),
      even('three', { a: number(3), b: number(2) }),
    ]);
    expect(checks).toEqual([
      {
        group: 'numbers',
        id: 'two',
        title: 'Every number is even',
        severity: 'error',
        status: 'pass',
        evidence: 'even',
      },
      {
        group: 'numbers',
        id: 'three',
        title: 'Every number is even',
        severity: 'error',
        status: 'fail',
        evidence: 'odd: 3',
        remedy: { setting: 'the number' },
      },
    ]);
  });

  test('is unknown, with the cause, when evidence cannot be had', async () => {
    const { checks } = await run([even('a', { a: unreachable, b: number(3) }), even('b', { a: number(2) })]);
    expect(checks.map(({ id, status, evidence }) => [id, status, evidence])).toEqual([
      ['a', 'unknown', 'GET https://tenant.example/: no answer'],
      ['b', 'pass', 'even'],
    ]);
  });

  test('is unknown, with the cause, when its judge cannot cope with the evidence, and no other is', async () => {
    const helpless = check({
      id: 'helpless',
      title: 'Every number is even',
      needs: { a: number(1) },
      judge: () => {
        throw new TypeError('this is no number');
      },
    });
    const { checks } = await run([helpless, even('b', { a: number(2) })]);
    expect(checks.map(({ id, status, evidence }) => [id, status, evidence])).toEqual([
      ['helpless', 'unknown', 'this is no number'],
      ['b', 'pass', 'even'],
    ]);
  });

  test('is skipped, with the reason, when evidence does not apply, whatever else is amiss', async () => {
    const { checks } = await run([even('a', { a: unreachable, b: inapplicable })]);
    expect(checks.map(({ status, evidence }) => [status, evidence])).toEqual([
      ['skip', 'there is no number here'],
    ]);
  });
});

describe('verification', () => {
  test('names the clients that are left, whatever became of the checks', async () => {
    const registered: Source<number> = {
      name: 'a client',
      gather: async (gathering) => {
        gathering.registered({ clientId: 'c1', clientName: 'ChatGPT' });
        return 1;
      },
    };
    const helpless = check({
      id: 'helpless',
      title: 'It is judged',
      needs: { registered },
      judge: () => {
        throw new TypeError('this is no client');
      },
    });
    const { left } = await run([helpless]);
    expect(left?.map(({ clientId }) => clientId)).toEqual(['c1']);
  });

  test('fetches each piece of evidence once', async () => {
    let fetched = 0;
    const shared: Source<number> = { name: 'a number', gather: async () => (fetched += 2) };
    const derived: Source<number> = { name: 'another', gather: async ({ evidence }) => evidence(shared) };
    await run([even('a', { a: shared }), even('b', { a: shared, b: derived }), even('c', { a: derived })]);
    expect(fetched).toBe(2);
  });

  test('tells of each check as it ends', async () => {
    const told: string[] = [];
    await run([even('a', { a: number(2) }), even('b', { a: unreachable })], {
      onResult: ({ group, id, status }) => told.push(`${group} ${id} ${status}`),
    });
    expect(told.toSorted()).toEqual(['numbers a pass', 'numbers b unknown']);
  });

  test('counts the checks by status', async () => {
    const { summary } = await run([
      even('a', { a: number(2) }),
      even('b', { a: number(1) }),
      even('c', { a: unreachable }),
      even('d', { a: inapplicable }),
      even('e', { a: number(4) }),
    ]);
    expect(summary).toEqual({ pass: 2, fail: 1, warning: 0, skip: 1, unknown: 1 });
  });

  test('shows no secret that it was told of, and no JWT', async () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.c2ln';
    const secret: Source<string> = {
      name: 'a secret',
      gather: async ({ keepSecret }) => {
        keepSecret('code-4711');
        return 'code-4711';
      },
    };
    const leaky = check({
      id: 'leaky',
      title: 'Leaks',
      needs: { secret },
      judge: ({ secret: value }, { application }) => pass(`${value} ${application?.clientSecret} ${token}`),
    });
    const { checks } = await verify({
      target: {
        ...target,
        application: { clientId: 'id', clientSecret: 'hush-hush', redirectUris: [], grantTypes: [] },
      },
      fetch,
      groups: [{ name: 'g', checks: [leaky] }],
    });
    expect(checks[0]?.evidence).toBe('[redacted] [redacted] [redacted]');
  });

  test('counts a check that failed as a warning as that', async () => {
    const mild = check({
      id: 'mild',
      title: 'Every number is even',
      severity: 'warning',
      needs: { a: number(1) },
      judge: () => fail('odd: 1', { setting: 'the number' }),
    });
    const { summary } = await run([mild, even('a', { a: number(2) })]);
    expect(summary).toEqual({ pass: 1, fail: 0, warning: 1, skip: 0, unknown: 0 });
  });

  test('ends early when it is interrupted: what was under way stays unknown', async () => {
    const interruption = new AbortController();
    const endless: Source<number> = {
      name: 'an answer that never comes',
      gather: async (gathering) => {
        setImmediate(() => interruption.abort('SIGINT'));
        return (await gathering.fetch('https://tenant.example/')).status;
      },
    };
    const { checks } = await run([even('a', { a: endless }), even('b', { a: number(2) })], {
      interrupted: interruption.signal,
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('interrupted')));
        }),
    });
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'unknown'],
      ['b', 'pass'],
    ]);
  });
});
