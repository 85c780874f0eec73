import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { serveTenant } from '../../../src/local-tenant/index.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';
import { serverCertificate } from './server-certificate.ts';
import { copyTenantKeys } from './tenant-keys.ts';
import { distantHost } from './distant-host.ts';

/** A tenant as real as one gets on this machine. */
export interface RealTenant {
  /** Of this machine, and nobody takes it for that. */
  readonly domain: string;
  /** What `NODE_EXTRA_CA_CERTS` and `SSL_CERT_FILE` are set to. */
  readonly caFile: string;
  /** What a person does in the dashboard. */
  readonly dashboard: ManagementClient;
}

/** Serves a fresh local tenant under a name that is none of a loopback host: behind a front that puts one name for the other. */
export async function serveRealTenant(): Promise<RealTenant> {
  const directory = await temporaryFolder();
  await copyTenantKeys(directory);
  const tenant = await serveTenant({ directory, domain: 'localhost:0' });
  const ca = await readFile(tenant.caFile, 'utf8');
  const agent = new Agent({ connect: { ca } });
  const certificate = await serverCertificate(distantHost);
  const server = createServer(certificate, (incoming, outgoing) => {
    void forward(incoming, outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const domain = `${distantHost}:${(server.address() as AddressInfo).port}`;
  const dashboard = new ManagementClient({ domain: tenant.domain, ca, credentials: tenant.deployer });
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await dashboard.close();
    await agent.close();
    await tenant.close();
  });
  return { domain, caFile: certificate.caFile, dashboard };

  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const inside = (text: string) =>
      text
        .replaceAll(domain, tenant.domain)
        .replaceAll(encodeURIComponent(domain), encodeURIComponent(tenant.domain));
    const outside = (text: string) =>
      text
        .replaceAll(tenant.domain, domain)
        .replaceAll(encodeURIComponent(tenant.domain), encodeURIComponent(domain));
    const {
      host: _host,
      connection: _connection,
      'content-length': _length,
      'transfer-encoding': _sent,
      ...headers
    } = incoming.headers;
    const body = inside((await buffer(incoming)).toString());
    const answer = await request(`https://${tenant.domain}${inside(incoming.url ?? '')}`, {
      method: incoming.method as 'GET',
      headers: headers as Record<string, string>,
      dispatcher: agent,
      ...(body !== '' && { body }),
    });
    const {
      'content-length': _answered,
      connection: _kept,
      'transfer-encoding': _encoding,
      ...shown
    } = answer.headers;
    if (typeof shown['location'] === 'string') shown['location'] = outside(shown['location']);
    outgoing.writeHead(answer.statusCode, shown as Record<string, string>);
    outgoing.end(outside(await answer.body.text()));
  }
}
