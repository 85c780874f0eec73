import { pathToFileURL } from 'node:url';
import type * as Certificates from '../../../src/local-tenant/keys/certificates.ts';
import { compiledScript } from '../project/compiled-script.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { distantHost } from './distant-host.ts';

const certificates = new URL('../../../src/local-tenant/keys/certificates.ts', import.meta.url);

/** Has tests trust whoever is served at that host, and whom they start too: only a process that begins can be told. */
export async function setup(): Promise<void> {
  const folder = await temporaryFolder({ lifetime: 'run' });
  // Vitest would take seconds to compile what makes them.
  const script = pathToFileURL(await compiledScript(certificates)).href;
  const { loadServerCertificate } = (await import(script)) as typeof Certificates;
  const { caFile } = await loadServerCertificate(folder, distantHost, Date.now);
  process.env['NODE_EXTRA_CA_CERTS'] = caFile;
}
