import { describe, expect, test, vi } from 'vitest';
import { currentManagementToken, managementTokenState } from '../../src/dotenv/stored-token.ts';
import { deployedStack, managementToken, withoutRegistrar } from '../support/project/deployed-stack.ts';

const issuedAt = new Date('2026-11-23T00:00:00Z');

const later = (seconds: number) => issuedAt.getTime() + seconds * 1000;

describe('state', () => {
  test.each([
    [0, 'fresh'],
    [43_200, 'fresh'],
    [43_201, 'ageing'],
    [86_399, 'ageing'],
    [86_400, 'expired'],
  ])('%i s into a day is %s', (seconds, state) => {
    expect(managementTokenState(managementToken(issuedAt), deployedStack, later(seconds))).toBe(state);
  });

  test.each([
    ['another issuer', { iss: 'https://omnichat-dev.eu.auth0.com' }],
    ['another audience', { aud: 'https://omnichat.com/api' }],
    ['another client', { azp: 'connector-client-id' }],
    ['another client in the RFC 9068 dialect', { azp: undefined, client_id: 'connector-client-id' }],
    ['no client', { azp: undefined }],
    ['no expiry', { exp: undefined }],
  ])('is foreign with %s', (_, claims) => {
    expect(managementTokenState(managementToken(issuedAt, claims), deployedStack, later(0))).toBe('foreign');
  });

  test.each([
    ['several audiences', { aud: ['https://other.example/', deployedStack.managementAudience] }, 'fresh'],
    ['the RFC 9068 dialect', { azp: undefined, client_id: 'registrar-client-id' }, 'fresh'],
    ['no time of issue', { iat: undefined }, 'ageing'],
  ])('allows %s', (_, claims, state) => {
    expect(managementTokenState(managementToken(issuedAt, claims), deployedStack, later(0))).toBe(state);
  });

  test.each(['', 'your_management_api_token', 'a.b.c'])('takes %j for foreign', (token) => {
    expect(managementTokenState(token, deployedStack, later(0))).toBe('foreign');
  });

  test('takes any token for foreign where the stack has no registrar', () => {
    const token = managementToken(issuedAt, { azp: undefined });
    expect(managementTokenState(token, withoutRegistrar(), later(0))).toBe('foreign');
  });
});

describe('the current token', () => {
  const fresh = managementToken(issuedAt);

  test.each([
    ['keeps a fresh one', fresh, later(0), fresh, 0],
    ['mints one for an ageing one', fresh, later(50_000), 'minted', 1],
    ['mints one for a foreign one', 'your_management_api_token', later(0), 'minted', 1],
    ['mints one where none is stored', undefined, later(0), 'minted', 1],
  ])('%s', async (_, stored, nowMs, token, minted) => {
    const mint = vi.fn(async () => 'minted');
    expect(await currentManagementToken(stored, { outputs: deployedStack, mint, nowMs })).toBe(token);
    expect(mint).toHaveBeenCalledTimes(minted);
  });

  test('is none, and none is minted, where the stack has no registrar', async () => {
    const mint = vi.fn(async () => 'minted');
    const options = { outputs: withoutRegistrar(), mint, nowMs: later(0) };
    expect(await currentManagementToken(fresh, options)).toBeUndefined();
    expect(mint).not.toHaveBeenCalled();
  });
});
