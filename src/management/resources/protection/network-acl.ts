import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { member, objectOf } from '../../answer.ts';
import type { ManagementClient } from '../../management-client.ts';
import { allOf, type Identified, itemsByPage, type List } from '../../paging.ts';
import type { PropertyRule } from '../../properties/property-rules.ts';
import { itemsIn, partOfPlan } from '../part.ts';
import { entityType } from '../entity.ts';

/** Names in which a digit parts two words. */
const signals = {
  ipv4Cidrs: { wire: 'ipv4_cidrs' },
  ipv6Cidrs: { wire: 'ipv6_cidrs' },
  connectingIpv4Cidrs: { wire: 'connecting_ipv4_cidrs' },
  connectingIpv6Cidrs: { wire: 'connecting_ipv6_cidrs' },
  ja3Fingerprints: { wire: 'ja3_fingerprints' },
  ja4Fingerprints: { wire: 'ja4_fingerprints' },
} as const;

const rules = {
  rule: { members: { match: { members: signals }, notMatch: { members: signals } } },
} as const satisfies Partial<Record<keyof auth0.NetworkAclArgs, PropertyRule>>;

const networkAclShape = objectOf({
  id: member.id,
  description: z.string(),
  active: z.boolean(),
  rule: z.record(z.string(), z.unknown()),
});

const list: List<Identified<'id'>> = {
  path: '/network-acls',
  items: 'network_acls',
  shape: networkAclShape,
};

/** All network ACLs. */
async function networkAcls(api: ManagementClient): Promise<readonly Identified<'id'>[]> {
  return allOf(itemsByPage(api, list));
}

/** A rule of the tenant's access control list (Management API v2, `/network-acls`). */
export const networkAcl = entityType({
  token: 'auth0:index/networkAcl:NetworkAcl',
  noun: 'network ACL',
  readScope: 'read:network_acls',
  isReadWhereDeclared: true,
  deployScopes: ['create:network_acls', 'update:network_acls', 'delete:network_acls'],
  dashboardPage: () => 'tenant/general',
  rules,
  listing: itemsIn(partOfPlan('network ACLs', networkAcls), 'id', rules),
  collection: '/network-acls',
  id: 'id',
  shape: networkAclShape,
  naturalKey: ({ description }) => String(description),
  allowsDoubles: true,
  async find(api, { description }) {
    return (await networkAcls(api)).filter((acl) => acl['description'] === description).map(({ id }) => id);
  },
});
