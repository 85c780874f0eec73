import { describe, expect, test } from 'vitest';
import { ExpiringValue } from '../../src/connector/upstream/expiring-value.ts';
import { OAuthError } from '../../src/connector/endpoint/oauth-error.ts';

function counted(lifetimeMs: number) {
  const state = { loads: 0, time: 0 };
  const value = new ExpiringValue(
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

describe('after a failure', () => {
  function failing(errors: (Error | undefined)[]) {
    const state = { loads: 0, time: 0 };
    const value = new ExpiringValue(
      async () => {
        const error = errors[state.loads];
        state.loads += 1;
        if (error !== undefined) throw error;
        return {
          value: `value-${state.loads}`,
          expiresAt: state.time + 1000,
          usableUntil: state.time + 20_000,
        };
      },
      () => state.time,
    );
    return { state, value };
  }

  test.each<[string, Error, number]>([
    ['five seconds', new Error('down'), 5],
    ['as long as it says', new OAuthError(503, 'x', 'down', { retryAfterSeconds: 17 }), 17],
    ['a minute', new OAuthError(503, 'x', 'down', { retryAfterSeconds: 3600 }), 60],
  ])('loads nothing for %s, and then again', async (_case, error, seconds) => {
    const { state, value } = failing([error]);
    await expect(value.get()).rejects.toThrow('down');
    state.time = seconds * 1000 - 1;
    await expect(value.get()).rejects.toThrow('down');
    expect(state.loads).toBe(1);

    state.time += 1;
    expect(await value.get()).toBe('value-2');
  });

  test('tells how long is still to wait', async () => {
    const { state, value } = failing([new OAuthError(429, 'x', 'busy', { retryAfterSeconds: 90 })]);
    await expect(value.get()).rejects.toMatchObject({ retryAfterSeconds: 90 });
    state.time = 58_001;
    await expect(value.get()).rejects.toMatchObject({
      status: 429,
      message: 'busy',
      retryAfterSeconds: 32,
    });
  });

  test('hands the old value out while it may stand in', async () => {
    const { state, value } = failing([undefined, new Error('down'), new Error('still down')]);
    await value.get();
    state.time = 1000;
    expect(await Promise.all([value.get(), value.get()])).toEqual(['value-1', 'value-1']);
    state.time = 5999;
    expect(await value.get()).toBe('value-1');
    expect(state.loads).toBe(2);

    state.time = 20_000;
    await expect(value.get()).rejects.toThrow('still down');
  });
});

test('a discarded value is loaded anew, a value replaced meanwhile is kept', async () => {
  const { value } = counted(1000);
  const first = await value.get();
  value.discard(first);
  expect(await value.get()).toBe('value-2');
  value.discard(first);
  expect(await value.get()).toBe('value-2');
});
