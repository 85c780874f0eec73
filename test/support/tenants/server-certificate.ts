import { loadServerCertificate } from '../../../src/local-tenant/keys/certificates.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

const made = new Map<string, ReturnType<typeof loadServerCertificate>>();

/** A server's certificate for this host, from an authority in a file: made once in a process. */
export function serverCertificate(host = 'localhost'): ReturnType<typeof loadServerCertificate> {
  const certificate =
    made.get(host) ??
    temporaryFolder({ lifetime: 'run' }).then((folder) => loadServerCertificate(folder, host, Date.now));
  made.set(host, certificate);
  return certificate;
}
