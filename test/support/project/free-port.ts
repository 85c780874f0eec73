import { type AddressInfo, createServer } from 'node:net';

/** A port that nobody listens on now: for what has to be known before somebody does. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => {
    server.once('listening', listening);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return port;
}
