import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { loadServerCertificate } from '../../src/local-tenant/keys/certificates.ts';
import { TenantConnection } from '../../src/management/tenant-connection.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const mebibyte = Buffer.alloc(1024 * 1024, ' ');

function* mebibytes(count: number) {
  for (let sent = 0; sent < count; sent += 1) yield mebibyte;
}

async function connectionTo(answer: (outgoing: ServerResponse) => void, deadlineMs?: number) {
  const certificate = await loadServerCertificate(await temporaryFolder(), 'localhost', Date.now);
  const server = createServer(certificate, (_incoming, outgoing) => answer(outgoing));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const connection = new TenantConnection({
    domain: `localhost:${port}`,
    ca: await readFile(certificate.caFile, 'utf8'),
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await connection.close();
  });
  return connection;
}

const get = { method: 'GET', path: '/api/v2/clients', headers: {} } as const;

test('an answer that trickles does not put off the deadline of the exchange', async () => {
  const connection = await connectionTo((outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    const trickle = setInterval(() => outgoing.write(' '), 20);
    outgoing.on('close', () => clearInterval(trickle));
  }, 200);

  await expect(connection.send(get)).rejects.toMatchObject({
    errorCode: 'timeout',
    path: '/api/v2/clients',
    message: expect.stringContaining('not whole within 0.2 s'),
  });
});

test('a server that says nothing is waited for until the deadline', async () => {
  const connection = await connectionTo(() => undefined, 200);
  await expect(connection.send(get)).rejects.toMatchObject({ errorCode: 'timeout' });
});

test('an answer that unpacks to more than 16 MiB is given up at that size', async () => {
  const connection = await connectionTo((outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    pipeline(Readable.from(mebibytes(300)), createGzip(), outgoing, () => undefined);
  });

  await expect(connection.send(get)).rejects.toMatchObject({
    errorCode: 'invalid_answer',
    message: expect.stringContaining('larger than 16 MiB'),
  });
});

test('an answer of 16 MiB is read', async () => {
  const connection = await connectionTo((outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    for (let size = 0; size < 15; size += 1) outgoing.write(mebibyte);
    outgoing.end(Buffer.concat([mebibyte.subarray(0, -2), Buffer.from('{}')]));
  });
  await expect(connection.send(get)).resolves.toMatchObject({ status: 200, body: {} });
});
