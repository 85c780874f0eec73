const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^[\da-f]*:[\da-f:.]*:[\da-f:.]*$/i;

/**
 * The client's address behind so many trusted proxies, each of which appends to `X-Forwarded-For` the address
 * that called it. What stands further left was written by the client itself, and is never believed. Where an
 * entry is missing or no address, the nearest one that is counts.
 *
 * @param socketAddress who holds the connection
 */
export function clientAddressOf(
  request: Request,
  socketAddress: string | undefined,
  trustedProxies: number,
): string | undefined {
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  let address = socketAddress;
  for (let hop = 1; hop <= trustedProxies; hop += 1) {
    const entry = forwarded.at(-hop);
    if (entry === undefined || !(IPV4.test(entry) || IPV6.test(entry))) break;
    address = entry;
  }
  return address;
}
