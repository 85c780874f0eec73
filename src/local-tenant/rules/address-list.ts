import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whether a list of addresses and of ranges in CIDR notation holds an address. What is neither holds none. */
export function holdsAddress(list: readonly string[], address: string): boolean {
  const ranges = new BlockList();
  for (const entry of list) {
    const [start = '', bits] = entry.split('/');
    if (isIP(start) === 0) continue;
    const family = isIPv6(start) ? 'ipv6' : 'ipv4';
    if (bits === undefined) ranges.addAddress(start, family);
    else ranges.addSubnet(start, Number(bits), family);
  }
  // Node finds an IPv4 address among those of IPv4 also where a dual-stack socket mapped it into IPv6.
  return ranges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
