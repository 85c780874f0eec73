import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadServerCertificate } from '../../../src/local-tenant/keys/certificates.ts';

/** The host of what stands for a server on the internet: it leads to this machine, and nobody takes it for that. */
export const distantHost = '0.0.0.0';

/** Has tests trust whoever is served at that host, and whom they start too: only a process that begins can be told. */
export async function setup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'omnichat-auth0-authority-'));
  const { caFile } = await loadServerCertificate(folder, distantHost, Date.now);
  process.env['NODE_EXTRA_CA_CERTS'] = caFile;
}
