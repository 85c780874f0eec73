import type * as X509 from '@peculiar/x509';

/** Loads the certificate library: only when a certificate must be made, since it costs a tenth of a second. */
export async function loadX509(): Promise<typeof X509> {
  // Its container of algorithms keeps decorator metadata there.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
