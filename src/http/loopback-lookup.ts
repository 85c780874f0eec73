import { lookup, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * Finds the address of a host as the system does, but for names below `localhost`: those are this machine, and not every system's
 * resolver knows it (RFC 6761 §6.3).
 */
export const loopbackLookup: LookupFunction = (hostname, options: LookupOptions, callback) => {
  if (!hostname.toLowerCase().endsWith('.localhost')) return lookup(hostname, options, callback);
  if (options.all === true) return callback(null, [{ address: '127.0.0.1', family: 4 }]);
  return callback(null, '127.0.0.1', 4);
};
