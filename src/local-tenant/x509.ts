import type * as X509 from '@peculiar/x509';

/**
 * Loads the certificate library: only when a certificate must be made, since it costs a tenth of a second.
 *
 * Its container of algorithms asks for decorator metadata as `reflect-metadata` keeps it, and goes by "none" for all of its classes.
 */
export async function loadX509(): Promise<typeof X509> {
  const none = (): undefined => undefined;
  if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getMetadata: none, getOwnMetadata: none });
  return import('@peculiar/x509');
}
