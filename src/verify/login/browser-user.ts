import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AuthorizationAnswer, isAnswerTo, type UserAgent } from './user-agent.ts';

/** How a person is asked to log in. */
export interface BrowserUserOptions {
  /** On loopback; the application must allow it. */
  readonly redirectUri: string;
  /** Shows the person the address to open; called once. */
  readonly open: (url: URL) => void;
  /** @default five minutes */
  readonly timeoutMs?: number;
}

/** Nobody logged in. */
class LoginError extends Error {
  override readonly name = 'LoginError';
  readonly code = 'VERIFY_LOGIN_FAILED';
}

const fiveMinutesMs = 300_000;

/**
 * A person at a browser, whose answers are received on loopback (RFC 8252 §7.3). The page is opened once: from there each
 * further request is reached by a redirect, in the same session, and the person need not do anything more.
 *
 * @throws {LoginError} when the port cannot be had
 */
export async function createBrowserUser({
  redirectUri,
  open,
  timeoutMs = fiveMinutesMs,
}: BrowserUserOptions): Promise<UserAgent> {
  const { hostname, port } = new URL(redirectUri);
  let answered: ((answer: AuthorizationAnswer) => void) | undefined;
  let waiting: ServerResponse | undefined;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    if (request.method !== 'GET' || !isAnswerTo(url, redirectUri) || answered === undefined) {
      response.writeHead(404).end();
      return;
    }
    waiting = response;
    answered({ kind: 'redirect', url });
    answered = undefined;
  });
  server.listen(Number(port), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new LoginError(
      `The answer to the login cannot be received at ${redirectUri}: ${(cause as Error).message}. Stop what listens there for the time.`,
      { cause },
    );
  }

  const receive = (request: URL): Promise<AuthorizationAnswer> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        answered = undefined;
        reject(
          new LoginError(`Nobody logged in within ${timeoutMs / 60_000} minutes. Run it again with --login.`),
        );
      }, timeoutMs);
      answered = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      if (waiting === undefined) open(request);
      else waiting.writeHead(302, { location: request.href }).end();
      waiting = undefined;
    });

  let last: Promise<unknown> = Promise.resolve();
  return {
    redirectUri,
    authorize: (request) => {
      const answer = last.then(() => receive(request));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      waiting?.writeHead(200, { 'content-type': 'text/plain' }).end('Verified. You can close this page.\n');
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
