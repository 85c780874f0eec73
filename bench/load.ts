import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Agent, request } from 'undici';

/** What can be put under load. */
export type LoadServer = 'tenant' | 'large tenant' | 'provider' | 'mock';

/** Where tokens are had, and by whom. */
export interface ServedIssuer {
  /** With the slash. */
  readonly url: string;
  readonly tokenPath: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The API that tokens are for. */
  readonly api: string;
  /** Who may use all of a tenant's Management API. */
  readonly deployer?: { readonly clientId: string; readonly clientSecret: string };
}

/** What the server's process used since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly memoryMiB: number;
}

/** A server in a process of its own, so that what it costs is told from what its callers do. */
export interface UnderLoad {
  readonly issuer: ServedIssuer;
  /** The answer's body, of a status below 400. */
  readonly send: (path: string, init: Sent) => Promise<unknown>;
  readonly usage: () => Promise<Usage>;
}

interface Sent {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const connections = 8;

export async function withLoadServer<Result>(
  name: LoadServer,
  use: (server: UnderLoad) => Promise<Result>,
): Promise<Result> {
  const child = fork(join(import.meta.dirname, 'load-server.ts'), [name], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // What is measured is the server; whom it is served by is not asked.
  const agent = new Agent({ connections, connect: { rejectUnauthorized: false } });
  try {
    const [issuer] = (await once(child, 'message')) as [ServedIssuer];
    return await use({
      issuer,
      send: async (path, init) => {
        const { statusCode, body } = await request(`${issuer.url}${path}`, { ...init, dispatcher: agent });
        const text = await body.text();
        if (statusCode >= 400) throw new Error(`${init.method} ${path} of ${name}: ${statusCode} ${text}`);
        return text === '' ? undefined : (JSON.parse(text) as unknown);
      },
      usage: async () => {
        child.send('usage');
        const [usage] = (await once(child, 'message')) as [Usage];
        return usage;
      },
    });
  } finally {
    await agent.close();
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
}

/** Asks for a token. */
export const issueToken = async ({ issuer, send }: UnderLoad): Promise<string> => {
  const { clientId, clientSecret, api, tokenPath } = issuer;
  const answer = await send(tokenPath, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: api,
    }).toString(),
  });
  return (answer as { readonly access_token: string }).access_token;
};

/** The processor time, in milliseconds, that the server spends on one of `count` requests, sent over several connections at once. */
export async function cost(
  { usage }: UnderLoad,
  count: number,
  send: (index: number) => Promise<unknown>,
): Promise<number> {
  const before = await usage();
  let sent = 0;
  const sender = async () => {
    while (sent < count) await send(sent++);
  };
  await Promise.all(Array.from({ length: connections }, sender));
  return ((await usage()).cpuMs - before.cpuMs) / count;
}
