import { describe, expect, test } from 'vitest';
import { desiredProtection } from '../../infra/protection.ts';
import { plans } from '../../infra/plans.ts';

const everything = {
  attackProtection: true,
  logStreamUrl: 'https://logs.omnichat.com/auth0',
  registrationNetworks: ['203.0.113.0/24'],
};

test('nothing is declared that nobody asked for', () => {
  for (const plan of [undefined, ...plans])
    expect(desiredProtection({ plan, attackProtection: false, registrationNetworks: [] })).toEqual({});
});

describe('all that was asked for is declared, without what the plan has not', () => {
  test.each([
    [undefined, ['bruteForceProtection', 'suspiciousIpThrottling'], true, true],
    ['free', ['bruteForceProtection', 'suspiciousIpThrottling'], false, false],
    ['essentials', ['bruteForceProtection', 'suspiciousIpThrottling'], true, false],
    [
      'professional',
      ['bruteForceProtection', 'suspiciousIpThrottling', 'breachedPasswordDetection'],
      true,
      false,
    ],
    [
      'enterprise',
      ['bruteForceProtection', 'suspiciousIpThrottling', 'breachedPasswordDetection'],
      true,
      true,
    ],
  ] as const)('plan %s', (plan, protections, stream, acl) => {
    const desired = desiredProtection({ plan, ...everything });
    expect(Object.keys(desired.attackProtection ?? {})).toEqual(protections);
    for (const protection of Object.values(desired.attackProtection ?? {}))
      expect(protection).toMatchObject({
        enabled: true,
        shields: expect.arrayContaining(['block']) as unknown,
      });
    expect([desired.auditLog !== undefined, desired.registrationAcl !== undefined]).toEqual([stream, acl]);
  });
});

test.each([
  [['203.0.113.0/24', '198.51.100.7'], 'ipv4Cidrs'],
  [['2001:db8::/32'], 'ipv6Cidrs'],
])('whoever is not in %j is kept from registering', (registrationNetworks, signal) => {
  expect(desiredProtection({ ...everything, registrationNetworks }).registrationAcl?.rule).toEqual({
    scope: 'dynamic_client_registration',
    action: { block: true },
    notMatch: { [signal]: registrationNetworks },
  });
});
