import { expect, test } from 'vitest';
import { createCooldown } from '../../src/connector/upstream/cooldown.ts';
import { OAuthError } from '../../src/connector/endpoint/oauth-error.ts';

const failing = (error: unknown) => async (): Promise<never> => {
  throw error;
};

test.each([
  ['the first', [17, 5]],
  ['the last', [5, 17]],
])('of failures at the same moment the longest pause holds, be it %s', async (_case, seconds) => {
  let time = 0;
  const cooldown = createCooldown(() => time);
  await Promise.allSettled(
    seconds.map((retryAfterSeconds) =>
      cooldown(failing(new OAuthError(503, 'x', `${retryAfterSeconds} s`, { retryAfterSeconds }))),
    ),
  );
  time = 16_999;
  await expect(cooldown(async () => 'run')).rejects.toMatchObject({ message: '17 s', retryAfterSeconds: 1 });
  time = 17_000;
  expect(await cooldown(async () => 'run')).toBe('run');
});

test('a failure in the pause is the same but for its Retry-After', async () => {
  let time = 0;
  const cooldown = createCooldown(() => time);
  const error = new OAuthError(429, 'busy', 'Busy', {
    headers: { 'x-reason': 'limit' },
    retryAfterSeconds: 30,
    outcome: 'failed',
    detail: 'for the log',
  });
  await expect(cooldown(failing(error))).rejects.toBe(error);
  time = 10_000;
  await expect(cooldown(async () => 'run')).rejects.toMatchObject({
    status: 429,
    code: 'busy',
    message: 'Busy',
    headers: { 'x-reason': 'limit' },
    retryAfterSeconds: 20,
    outcome: 'failed',
    detail: 'for the log',
    cause: error,
  });
});

test('a failure of any other kind pauses for five seconds as it is', async () => {
  let time = 0;
  const cooldown = createCooldown(() => time);
  const error = new Error('down');
  await expect(cooldown(failing(error))).rejects.toBe(error);
  time = 4_999;
  await expect(cooldown(async () => 'run')).rejects.toBe(error);
  time = 5_000;
  expect(await cooldown(async () => 'run')).toBe('run');
});
