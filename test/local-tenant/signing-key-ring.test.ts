import { expect, test } from 'vitest';
import { makeSigningKey } from '../../src/local-tenant/keys/signing-key.ts';
import { SigningKeyRing, type RingKeys } from '../../src/local-tenant/keys/signing-key-ring.ts';

test('changes at the same time come one after the other, and none undoes another', async () => {
  const [current, next, third, fourth] = await Promise.all(
    [1, 2, 3, 4].map(() => makeSigningKey('localhost', Date.now())),
  );
  const made = [third!, fourth!];
  const saved: RingKeys[] = [];
  const ring = new SigningKeyRing(
    { current: current!, next: next!, previous: [] },
    {
      make: () => Promise.resolve(made.shift()!),
      save: async (keys) => {
        await new Promise(setImmediate);
        saved.push(keys);
      },
    },
  );
  await Promise.all([ring.rotate(), ring.rotate(), ring.revoke(current!, 1), ring.revoke(current!, 2)]);
  expect([ring.current, ring.next, ring.previous]).toEqual([third, fourth, [next]]);
  expect(saved.at(-1)).toEqual({ current: third, next: fourth, previous: [next] });
  expect(ring.revoked).toEqual([{ key: current, at: 1 }]);
});

test('a change that could not be saved stops none after it', async () => {
  const [current, next, third] = await Promise.all(
    [1, 2, 3].map(() => makeSigningKey('localhost', Date.now())),
  );
  let isFull = true;
  const ring = new SigningKeyRing(
    { current: current!, next: next!, previous: [] },
    {
      make: () => Promise.resolve(third!),
      save: async () => {
        if (isFull) throw new Error('the disk is full');
      },
    },
  );
  await expect(ring.rotate()).rejects.toThrow('the disk is full');
  isFull = false;
  await ring.rotate();
  expect([ring.current, ring.next, ring.previous]).toEqual([next, third, [current]]);
});
