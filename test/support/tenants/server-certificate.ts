import { dirname } from 'node:path';
import { loadServerCertificate } from '../../../src/local-tenant/keys/certificates.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { onceEach } from '../project/once-each.ts';
import { distantHost } from './distant-host.ts';

/** A server's certificate for this host, from an authority in a file: made once in a process, or in a run where all trust it. */
export const serverCertificate = (host = 'localhost') => certificateFor(host);

const certificateFor = onceEach(async (host: string) =>
  loadServerCertificate(
    // What all trust since their process began.
    host === distantHost
      ? dirname(process.env['NODE_EXTRA_CA_CERTS']!)
      : await temporaryFolder({ lifetime: 'run' }),
    host,
    Date.now,
  ),
);
