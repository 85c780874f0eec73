import { describe, expect, test } from 'vitest';
import { documentGetter, isInner } from '../../../../src/local-tenant/management/public-document.ts';
import { serveStub, type StubAnswer } from '../../../support/stand-ins/tenant-stub.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  'fd00::1',
  'fe80::1',
  '64:ff9b::a00:1',
])('%s is no public address', (address) => {
  expect(isInner(address)).toBe(true);
});

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  '%s is a public address',
  (address) => {
    expect(isInner(address)).toBe(false);
  },
);

test.each(['https://localhost/a', 'https://127.0.0.1/a', 'https://[::1]/a', 'https://2130706433/a'])(
  '%s is not connected to',
  async (url) => {
    const { requests, domain } = await serveStub(() => ({ body: {} }));
    const port = domain.split(':')[1];
    await expect(documentGetter()(url.replace('/a', `:${port}/a`), 100)).rejects.toThrow(
      /cannot be fetched: .* which is no public address$/,
    );
    expect(requests).toEqual([]);
  },
);

describe('a document', () => {
  async function got(answer: StubAnswer, largestBytes = 100): Promise<unknown> {
    const { domain, ca } = await serveStub(() => answer);
    return documentGetter({ isAllowed: () => true, ca })(`https://${domain}/client.json`, largestBytes);
  }

  test('is read', async () => {
    expect(await got({ body: { client_id: 'x' } })).toEqual({ client_id: 'x' });
  });

  test.each<[string, StubAnswer, RegExp]>([
    ['of too many bytes', { body: { client_id: 'x'.repeat(100) } }, /larger than 100 bytes$/],
    ['that is elsewhere', { status: 302, headers: { location: 'https://evil.example/' } }, /answered 302$/],
    ['that is not there', { status: 404 }, /answered 404$/],
    ['that is no JSON', { body: '<html>' }, /it is not JSON$/],
  ])('%s is refused', async (_what, answer, message) => {
    await expect(got(answer)).rejects.toThrow(message);
  });
});
