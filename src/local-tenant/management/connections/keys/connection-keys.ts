import type { ConnectionKey } from '../../../state/entities/connections.ts';
import type { Connection } from '../../../state/entities/users.ts';
import { type KeyAlgorithm, keyAlgorithms, makeConnectionKey } from './connection-key.ts';

const keyed = new Set(['oidc', 'okta']);

/** Whether connections of its kind can have keys at all. */
export function canHaveKeys({ strategy }: Connection): boolean {
  return keyed.has(strategy);
}

/** Whether a connection authenticates by a key: it has keys from then on. */
export function authenticatesByKey(connection: Connection): boolean {
  return canHaveKeys(connection) && connection.options['token_endpoint_auth_method'] === 'private_key_jwt';
}

/** The algorithm that a connection has chosen. */
export function chosenAlgorithm({ options }: Connection): KeyAlgorithm {
  const chosen = options['token_endpoint_auth_signing_alg'];
  return keyAlgorithms.find((algorithm) => algorithm === chosen) ?? 'RS256';
}

/** The first keys of a connection: the current one, and the one that comes next. */
export async function firstKeys(
  { name }: Connection,
  algorithm: KeyAlgorithm,
  nowMs: number,
): Promise<readonly ConnectionKey[]> {
  const [current, next] = await Promise.all([
    makeConnectionKey(name, algorithm, nowMs),
    makeConnectionKey(name, algorithm, nowMs),
  ]);
  return [
    { ...current, use: 'current' },
    { ...next, use: 'next' },
  ];
}

/** The keys once the next one is current, with a new one after it. Nobody has told how long the previous ones stay: here they do. */
export function rotatedKeys(keys: readonly ConnectionKey[], newest: ConnectionKey): readonly ConnectionKey[] {
  const current = keys
    .filter(({ use }) => use === 'next')
    .map((key) => ({ ...key, use: 'current' as const }));
  const previous = keys
    .filter(({ use }) => use !== 'next')
    .map((key) => ({ ...key, use: 'previous' as const }));
  return [...current, ...previous, newest];
}
