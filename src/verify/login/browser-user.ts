import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { ExpectedError } from '../../text/expected-error.ts';
import { type AuthorizationAnswer, isAnswerTo, type UserAgent } from './user-agent.ts';

/** How a person is asked to log in. */
export interface BrowserUserOptions {
  /** On loopback; the application must allow it. Port 0: the operating system picks one. */
  readonly redirectUri: string;
  /** Shows the person the address to open; called once. */
  readonly open: (url: URL) => void;
  /** @default {@link browserLoginMs} */
  readonly timeoutMs?: number;
  /** Ends the wait for the person. */
  readonly interrupted?: AbortSignal;
}

/** Nobody logged in. */
class LoginError extends ExpectedError {
  override readonly name = 'LoginError';
  readonly code = 'VERIFY_LOGIN_FAILED';
}

/** How long a person has to log in. */
export const browserLoginMs = 300_000;

/**
 * A person at a browser, whose answers are received on loopback (RFC 8252 §7.3). The page is opened once: from there each
 * further request is reached by a redirect, in the same session, and the person need not do anything more.
 *
 * @throws {LoginError} when the port cannot be had
 */
export async function createBrowserUser({
  redirectUri: wanted,
  open,
  timeoutMs = browserLoginMs,
  interrupted,
}: BrowserUserOptions): Promise<UserAgent> {
  const address = new URL(wanted);
  let redirectUri = wanted;
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
  server.listen(Number(address.port || 80), address.hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new LoginError(
      `The answer to the login cannot be received at ${redirectUri}: ${(cause as Error).message}. Stop what listens there for the time.`,
      { cause },
    );
  }
  if (address.port === '0') {
    address.port = String((server.address() as AddressInfo).port);
    redirectUri = address.href;
  }

  const receive = (request: URL): Promise<AuthorizationAnswer> =>
    new Promise((resolve, reject) => {
      const settled = new AbortController();
      const giveUp = (message: string) => {
        answered = undefined;
        settled.abort();
        reject(new LoginError(message));
      };
      const timer = setTimeout(
        () => giveUp(`Nobody logged in within ${timeoutMs / 60_000} minutes. Run it again with --login.`),
        timeoutMs,
      );
      settled.signal.addEventListener('abort', () => clearTimeout(timer));
      answered = (answer) => {
        settled.abort();
        resolve(answer);
      };
      const interrupt = () => giveUp('The login was interrupted. Run it again with --login.');
      if (interrupted?.aborted === true) return interrupt();
      interrupted?.addEventListener('abort', interrupt, { signal: settled.signal });
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
      if (waiting !== undefined) {
        waiting.writeHead(200, { 'content-type': 'text/plain' }).end('Verified. You can close this page.\n');
        await finished(waiting).catch(() => undefined);
      }
      server.close();
      // A browser opens connections that it may need later, and to Node those that were never used are not idle.
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
