import { dirname } from 'node:path';
import { loadServerCertificate } from '../../../src/local-tenant/keys/certificates.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { distantHost } from './distant-host.ts';

const made = new Map<string, ReturnType<typeof loadServerCertificate>>();

/** A server's certificate for this host, from an authority in a file: made once in a process, or in a run where all trust it. */
export function serverCertificate(host = 'localhost'): ReturnType<typeof loadServerCertificate> {
  const certificate =
    made.get(host) ?? folderFor(host).then((folder) => loadServerCertificate(folder, host, Date.now));
  made.set(host, certificate);
  return certificate;
}

const folderFor = async (host: string) =>
  host === distantHost ? dirname(process.env['NODE_EXTRA_CA_CERTS']!) : temporaryFolder({ lifetime: 'run' });
