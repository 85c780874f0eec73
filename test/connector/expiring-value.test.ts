import { expect, test } from 'vitest';
import { createExpiringValue } from '../../src/connector/expiring-value.ts';

function counted(lifetimeMs: number) {
  const state = { loads: 0, time: 0 };
  const value = createExpiringValue(
    async () => ({ value: `value-${(state.loads += 1)}`, expiresAt: state.time + lifetimeMs }),
    () => state.time,
  );
  return { state, value };
}

test('callers at the same moment share one load', async () => {
  const { state, value } = counted(1000);

  expect(await Promise.all([value.get(), value.get(), value.get()])).toEqual([
    'value-1',
    'value-1',
    'value-1',
  ]);
  expect(state.loads).toBe(1);
});

test('keeps a value to the last millisecond and not beyond', async () => {
  const { state, value } = counted(1000);
  await value.get();
  state.time = 999;
  expect(await value.get()).toBe('value-1');
  state.time = 1000;
  expect(await value.get()).toBe('value-2');
});

test('loads again after a failure', async () => {
  const answers = [new Error('down'), 'up'];
  const value = createExpiringValue(
    async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { value: answer, expiresAt: 1 };
    },
    () => 0,
  );

  await expect(value.get()).rejects.toThrow('down');
  expect(await value.get()).toBe('up');
});

test('a discarded value is loaded anew, a value replaced meanwhile is kept', async () => {
  const { value } = counted(1000);
  const first = await value.get();
  value.discard(first);
  expect(await value.get()).toBe('value-2');
  value.discard(first);
  expect(await value.get()).toBe('value-2');
});
