import { isIP } from 'node:net';

/**
 * The client's address behind so many trusted proxies, each of which appends to `X-Forwarded-For` the address
 * that called it, some with its port. What stands further left was written by the client itself, and is never
 * believed. Where an entry is missing or no address, the nearest one that is counts.
 *
 * @param socketAddress who holds the connection
 */
export function clientAddressOf(
  request: Request,
  socketAddress: string | undefined,
  trustedProxies: number,
): string | undefined {
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',');
  let address = socketAddress;
  for (let hop = 1; hop <= trustedProxies; hop += 1) {
    const entry = withoutPort(forwarded.at(-hop) ?? '');
    if (isIP(entry) === 0) break;
    address = entry;
  }
  return address;
}

/** Of `203.0.113.7:4711`, `[2001:db8::7]:443` and an address alone: the address. */
function withoutPort(entry: string): string {
  const [, bracketed, dotted] = /^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$/.exec(entry.trim()) ?? [];
  return bracketed ?? dotted ?? entry.trim();
}
