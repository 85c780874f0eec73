import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../src/verify/report.ts';
import { freePort } from '../support/project/free-port.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';

let project: LocalProject;
let port: number;
let resourceUrl: string;

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  port = await freePort();
  resourceUrl = `http://localhost:${port}`;
  await project.configure({ resourceUrl });
  await project.run('start');
});

/** Serves something at RESOURCE_URL for one test. */
async function serve(server: Server): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    await once(server, 'close');
  });
}

const statusOf = ({ checks }: Report) => checks.map(({ status }) => status);

test('where nobody listens, the report says that the reference connector was asked', async () => {
  const { stdout } = await project.run('verify', '--only', 'rs-metadata');
  expect(stdout).toContain(
    `The reference connector answered in place of the server at ${resourceUrl}.\n1 check: 1 passed.\n`,
  );
  const report = JSON.parse(
    (await project.run('verify', '--only', 'rs-metadata', '--json')).stdout,
  ) as Report;
  expect(report.target).toEqual({
    issuer: `https://${project.domain}/`,
    resourceUrl,
    server: 'reference connector',
    stack: 'local',
  });
});

test.each<[string, () => Server, number, string]>([
  ['closes every connection', () => createServer((socket) => socket.destroy()), 1, 'unknown'],
  [
    'speaks another protocol',
    () =>
      createServer((socket) =>
        socket.on('error', () => undefined).end('SSH-2.0-x\r\n', () => socket.destroy()),
      ),
    1,
    'unknown',
  ],
  [
    'redirects to itself',
    () => createHttpServer((request, response) => response.writeHead(302, { location: request.url }).end()),
    2,
    'fail',
  ],
])('a server that %s is judged itself', async (_name, server, expectedCode, status) => {
  await serve(server());
  const { exitCode, stdout, stderr } = await project.run('verify', '--only', 'rs-metadata', '--json');
  const report = JSON.parse(stdout) as Report;
  expect({ exitCode, statuses: statusOf(report) }).toEqual({ exitCode: expectedCode, statuses: [status] });
  expect(report.target).not.toHaveProperty('server');
  expect(stderr).not.toContain('stands in');
});
