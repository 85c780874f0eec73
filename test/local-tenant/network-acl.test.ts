import { expect, test } from 'vitest';
import { isRegistrationBlocked } from '../../src/local-tenant/rules/network-acl.ts';
import type { NetworkAcl } from '../../src/local-tenant/state/entities/settings.ts';

type Rule = NetworkAcl['rule'];

const acl = (rule: Partial<Rule>, rest: Partial<NetworkAcl> = {}): NetworkAcl => ({
  id: 'acl',
  description: '',
  active: true,
  priority: 5,
  created_at: '',
  updated_at: '',
  ...rest,
  rule: { scope: 'dynamic_client_registration', action: { block: true }, ...rule },
});
const others = { not_match: { ipv4_cidrs: ['203.0.113.0/24', '198.51.100.7'] } };
const everybody = { match: { ipv4_cidrs: ['0.0.0.0/0'] } };

test.each([
  ['203.0.113.9', false],
  ['198.51.100.7', false],
  ['::ffff:203.0.113.9', false],
  ['198.51.100.8', true],
  ['2001:db8::1', true],
])('of all but some networks, %s is blocked: %s', (address, blocked) => {
  expect(isRegistrationBlocked([acl(others)], address)).toBe(blocked);
});

test.each([
  ['no rule', [], false],
  ['a rule for all of the tenant', [acl({ ...everybody, scope: 'tenant' })], true],
  ['a rule for the Management API', [acl({ ...everybody, scope: 'management' })], false],
  ['a rule that is not active', [acl(everybody, { active: false })], false],
  ['a rule that only logs', [acl({ ...everybody, action: { log: true } })], false],
  [
    'a rule that redirects',
    [acl({ ...everybody, action: { redirect: true, redirect_uri: 'https://a.example/' } })],
    true,
  ],
  ['a rule without a condition', [acl({})], false],
  [
    'a rule about what is not known here',
    [acl({ match: { ...everybody.match, user_agents: ['x'] } as object })],
    false,
  ],
  [
    'an earlier rule that allows',
    [acl(everybody), acl({ ...everybody, action: { allow: true } }, { priority: 1 })],
    false,
  ],
  [
    'a later rule that allows',
    [acl(everybody), acl({ ...everybody, action: { allow: true } }, { priority: 9 })],
    true,
  ],
  [
    'an earlier rule that allows and is not met',
    [acl(everybody), acl({ match: { ipv4_cidrs: ['192.0.2.1'] }, action: { allow: true } }, { priority: 1 })],
    true,
  ],
  ['one in IPv6', [acl({ match: { ipv6_cidrs: ['2001:db8::/32'] } })], false],
] as const)('by %s', (_, acls, blocked) => {
  expect(isRegistrationBlocked(acls, '198.51.100.8')).toBe(blocked);
});
