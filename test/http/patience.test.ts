import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { beginWait, waitingFor, withPatience } from '../../src/http/patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** What was told while this was done, and what was given up on. */
async function told(limitMs: number, use: () => Promise<unknown>) {
  const said: (readonly [string, number])[] = [];
  let gaveUpOn: string | undefined;
  const done = withPatience(
    {
      limitMs,
      tell: (...telling) => void said.push(telling),
      giveUp: (waitedFor) => {
        gaveUpOn = waitedFor;
      },
    },
    use,
  );
  await vi.advanceTimersByTimeAsync(3_600_000);
  await done;
  return { said, gaveUpOn };
}

test('what is over soon is told to nobody', async () => {
  expect(await told(60_000, () => waitingFor('A', { atMostMs: 30_000 }, () => sleep(2_900)))).toEqual({
    said: [],
    gaveUpOn: undefined,
  });
});

test('a wait that a person notices is told once, with what it may take, and that is never more than is left', async () => {
  const { said } = await told(60_000, async () => {
    await waitingFor('A', { atMostMs: 30_000 }, () => sleep(29_000));
    await waitingFor('B', { atMostMs: 30_000, untoldMs: 0 }, () => sleep(20_000));
    await waitingFor('C', {}, () => sleep(5_000));
  });
  expect(said).toEqual([
    ['A', 30_000],
    ['B', 30_000],
    ['C', 8_000],
  ]);
});

test('many waits for the same thing are told as one', async () => {
  const wait = () => waitingFor('A', { atMostMs: 30_000 }, () => sleep(9_000));
  const { said } = await told(60_000, () => Promise.all([wait(), wait(), wait()]));
  expect(said).toHaveLength(1);
});

test('waits at the same time count once, and what is between them does not', async () => {
  const wait = () => waitingFor('A', {}, () => sleep(20_000));
  const { gaveUpOn } = await told(50_000, async () => {
    await Promise.all([wait(), wait(), wait()]);
    await sleep(600_000);
    await wait();
  });
  expect(gaveUpOn).toBeUndefined();
});

test('all waits together have one limit', async () => {
  const { gaveUpOn } = await told(50_000, async () => {
    for (const waitedFor of ['A', 'B', 'C', 'D', 'E', 'F'])
      await waitingFor(waitedFor, {}, () => sleep(9_000));
  });
  expect(gaveUpOn).toBe('F');
});

test('a wait of several steps counts until its end, and no longer', async () => {
  const { gaveUpOn } = await told(50_000, async () => {
    const wait = beginWait('A');
    await sleep(40_000);
    wait.end();
    wait.end();
    await sleep(40_000);
  });
  expect(gaveUpOn).toBeUndefined();
});

test('where nobody set a limit, waits are just waits', async () => {
  vi.useRealTimers();
  expect(await waitingFor('A', {}, () => delay(1, 'done'))).toBe('done');
});
