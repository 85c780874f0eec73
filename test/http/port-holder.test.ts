import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { listenProblem, portHolder } from '../../src/http/port-holder.ts';

async function listeningOn(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const holder = new RegExp(`^process ${process.pid} listens there \\(\\S.*\\)$`);
const hasLsof = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'lsof')));

describe('who listens', () => {
  test.skipIf(process.platform !== 'linux').each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::1', '::1'],
  ])('on %s has %s, as /proc tells', async (listening, asked) => {
    const port = await listeningOn(listening);
    expect(await portHolder({ host: asked, port })).toMatch(holder);
  });

  test.skipIf(process.platform !== 'linux')('at another address is not named', async () => {
    const port = await listeningOn('::1');
    expect(await portHolder({ host: '127.0.0.1', port })).toBe('another program listens there');
  });

  test.skipIf(!hasLsof)('is known to lsof too', async () => {
    const port = await listeningOn('127.0.0.1');
    expect(await portHolder({ host: '127.0.0.1', port }, 'darwin')).toMatch(holder);
  });
});

test('what is no taken port is told in the words of the system', async () => {
  const error = Object.assign(new Error('listen EACCES: permission denied 127.0.0.1:80'), { code: 'EACCES' });
  expect(await listenProblem(error, { host: '127.0.0.1', port: 80 }, '--port')).toBe(
    'listen EACCES: permission denied 127.0.0.1:80. Choose another port with --port.',
  );
});
