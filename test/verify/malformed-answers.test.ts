import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CheckGroup, partGroups } from '../../src/verify/check-group.ts';
import type { Report } from '../../src/verify/report.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { malformedAnswers } from '../support/stand-ins/malformed-answers.ts';
import { kindOf, spoiling } from '../support/stand-ins/spoilt-fetch.ts';
import {
  type DeployedStack,
  deployStack,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

const verified = (
  stack: VerifiedStack,
  groups: readonly CheckGroup[],
  fetch: typeof globalThis.fetch,
): Promise<Report> => stack.verify({ groups, fetch, user: createScriptedUser(fetch, testUser) });

let stack: VerifiedStack;
/** Which groups of checks make a kind of request. */
let askedBy: ReadonlyMap<string, readonly CheckGroup[]>;

/** Every kind of request with some answers that are none; told all at once, so that a kind is seen as a kind. */
async function faultsOf(
  shapesFor: (at: number) => readonly (readonly [string, (typeof malformedAnswers)[string]])[],
  judge: (report: Report) => string | undefined,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [at, [kind, groups]] of [...askedBy].entries()) {
    for (const [name, malformed] of shapesFor(at)) {
      const fault = await verified(stack, groups, spoiling(stack.fetch, kind, malformed)).then(judge, String);
      if (fault !== undefined) faults.push(`${kind}: ${name}: ${fault}`);
    }
  }
  return faults;
}

describe('an answer that is none', { timeout: 300_000 }, () => {
  beforeEach(async () => {
    stack = await serveStack(deployed);
    await stack.serveConnector();
    const asking = new Map<string, CheckGroup[]>();
    for (const group of partGroups) {
      const asked = new Set<string>();
      const healthy = await verified(stack, [group], (input, init) => {
        asked.add(kindOf(input, init));
        return stack.fetch(input, init);
      });
      expect(healthy.summary).toMatchObject({ fail: 0, unknown: 0 });
      for (const kind of asked) asking.set(kind, [...(asking.get(kind) ?? []), group]);
    }
    expect(asking.size).toBeGreaterThan(14);
    askedBy = asking;
  });

  /** All of them with all of them take minutes: `npm run chaos` draws from those too. */
  test('is never taken for one, and ends in no stack trace', async () => {
    const shapes = Object.entries(malformedAnswers);
    const some = (at: number) => shapes.filter((_, place) => place % 10 === at % 10);
    expect(
      await faultsOf(some, ({ summary: { fail, unknown } }) =>
        fail + unknown === 0 ? 'taken for good' : undefined,
      ),
    ).toEqual([]);
  });

  test('because the server is busy or down is nobody’s fault', async () => {
    const { '429': busy, '500': down } = malformedAnswers;
    if (busy === undefined || down === undefined) throw new Error('There are no such answers.');
    const both = [
      ['429', busy],
      ['500', down],
    ] as const;
    expect(
      await faultsOf(
        () => both,
        ({ checks }) =>
          checks
            .filter(({ status }) => status === 'fail')
            .map(({ id }) => id)
            .join(' ') || undefined,
      ),
    ).toEqual([]);
  });
});
