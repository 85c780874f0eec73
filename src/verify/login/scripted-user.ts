import { boundedFetch } from '../bounded-fetch.ts';
import { answerTo, type Exchange } from '../exchange.ts';
import { CookieJar } from './cookie-jar.ts';
import { type AuthorizationAnswer, isAnswerTo, type UserAgent } from './user-agent.ts';

/** Who logs in. */
export interface LoginCredentials {
  readonly email: string;
  readonly password: string;
}

const mostSteps = 12;

/**
 * A user who logs in and consents at once, on the plain login and consent forms of a tenant on this machine. Logins come one
 * after another: they share a session, as in one browser. `interrupted` ends one before its time.
 */
export function createScriptedUser(
  fetch: typeof globalThis.fetch,
  { email, password }: LoginCredentials,
  interrupted?: AbortSignal,
): UserAgent {
  const cookies = new CookieJar();
  const transport = { fetch: boundedFetch(fetch, interrupted), now: Date.now };
  const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '/u/login': { username: email, password, action: 'login' },
    '/u/consent': { action: 'accept' },
    '/u/confirm': { action: 'accept' },
  };

  const send = async (url: URL, form?: Readonly<Record<string, string>>): Promise<Exchange> => {
    const answer = await answerTo(transport, url, {
      headers: { cookie: cookies.header() },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    cookies.store(answer.headers);
    return answer;
  };

  const authorize = async (request: URL, redirectUri: string): Promise<AuthorizationAnswer> => {
    let url = request;
    let answer = await send(url);
    const filled = new Set<string>();
    for (let step = 0; step < mostSteps; step += 1) {
      const location = answer.headers.get('location');
      if (location !== null) {
        url = new URL(location, url);
        if (isAnswerTo(url, redirectUri)) return { kind: 'redirect', url };
        answer = await send(url);
        continue;
      }
      const form = forms[url.pathname];
      if (form === undefined || answer.status !== 200 || filled.has(url.pathname)) break;
      filled.add(url.pathname);
      answer = await send(url, form);
    }
    return { kind: 'page', status: answer.status, message: alertOn(answer.text) };
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    email,
    authorize: (request, redirectUri) => {
      const answer = last.then(() => authorize(request, redirectUri));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => undefined,
  };
}

/** What a page says in its alert; else the beginning of its text. */
export function alertOn(html: string): string {
  const alert = /<[^>]+role="alert"[^>]*>(.*?)<\/p>/s.exec(html)?.[1];
  const body = alert ?? html.replace(/<(head|script|style)\b.*?<\/\1>/gis, ' ');
  return decodeEntities(body.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .replace(/ :/g, ':')
    .trim()
    .slice(0, 300);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_entity, name: string) => entities[name] ?? '');
}
