import { z } from 'zod';
import { distinct, evenWithBadItems } from '../web-address.ts';

/** Auth0 takes twenty (Auth0, "Tenant Access Control List Limits"); the provider's page says ten. */
const mostNetworks = 10;

const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'is no address and no block of addresses. Write it such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.',
);

/** A setting that holds addresses, or blocks of them in CIDR notation, all of one family: how Auth0 judges both at once is not said. */
export const networks = distinct(network).superRefine((all, context) => {
  const written = all.filter((each) => typeof each === 'string');
  if (written.length > mostNetworks) {
    const message = `holds ${written.length} networks, and one network ACL takes ${mostNetworks}. Join some of them into larger blocks.`;
    context.addIssue({ code: 'custom', message });
  }
  if (written.some((each) => each.includes(':')) && written.some((each) => !each.includes(':'))) {
    const message =
      "mixes IPv4 and IPv6, and Auth0 does not say how it judges a list of both. Keep one family's.";
    context.addIssue({ code: 'custom', message });
  }
}, evenWithBadItems);
