import { lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A stranger's JSON document could not be had: why, with its URL. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

/** Gets a JSON document of at most so many bytes. */
export type GetDocument = (url: string, largestBytes: number) => Promise<unknown>;

const longestMs = 5000;

/** From where documents may come. */
interface DocumentSources {
  /** Whether an address may be connected to. @default every public one */
  readonly isAllowed?: (address: string) => boolean;
  /** The certificate authorities that are trusted, PEM. @default Node's */
  readonly ca?: string;
}

/**
 * What gets JSON documents of strangers': over https, without redirects, within 5 seconds, with a {@link DocumentError} when one
 * cannot be had so.
 */
export function documentGetter({
  isAllowed = (address) => !isInner(address),
  ca,
}: DocumentSources = {}): GetDocument {
  const refuse = (host: string, addresses: readonly string[]) => {
    const refused = addresses.find((address) => !isAllowed(address));
    if (refused !== undefined) throw new Error(`${host} is at ${refused}, which is no public address`);
  };
  /** Looks at the very addresses that are then connected to: no second answer of a name server can differ. */
  const guardedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      try {
        if (error) throw error;
        refuse(
          hostname,
          addresses.map(({ address }) => address),
        );
      } catch (cause) {
        callback(cause as NodeJS.ErrnoException, []);
        return;
      }
      const [first] = addresses;
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };

  return async (url, largestBytes) => {
    try {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
      // Node looks up no address that is one already.
      if (isIP(host) !== 0) refuse(host, [host]);
      const response = await answerTo(url, { lookup: guardedLookup, ...(ca !== undefined && { ca }) });
      return JSON.parse(await textOf(response, largestBytes)) as unknown;
    } catch (cause) {
      const reason = cause instanceof SyntaxError ? 'it is not JSON' : (cause as Error).message;
      throw new DocumentError(`${url} cannot be fetched: ${reason}`, { cause });
    }
  };
}

function answerTo(url: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(
      url,
      {
        ...options,
        agent: false,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(longestMs),
      },
      resolve,
    ).on('error', reject);
  });
}

async function textOf(response: IncomingMessage, largestBytes: number): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`it was answered ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > largestBytes) throw new Error(`it is larger than ${largestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether an address is of this machine, of a private network, or nobody's. Source: IANA, "Special-Purpose Address Registry". */
export function isInner(address: string): boolean {
  return specialPurpose.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const specialPurpose = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  specialPurpose.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  specialPurpose.addSubnet(network, prefix, 'ipv6');
