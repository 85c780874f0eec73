import { TOTP } from 'otpauth';
import { boundedFetch } from '../bounded-fetch.ts';
import { answerTo, type Exchange } from '../exchange.ts';
import { CookieJar } from './cookie-jar.ts';
import { type AuthorizationAnswer, isAnswerTo, type UserAgent } from './user-agent.ts';

/** Who logs in. */
export interface LoginCredentials {
  readonly email: string;
  readonly password: string;
  /** What one-time passwords are made from, in Base32, for where another factor is asked for. */
  readonly otpSecret?: string;
}

const mostSteps = 16;

/** A code works once. Before and after its period it is good for another one, so that three logins can come at once. */
const codeOffsetsMs = [-30_000, 0, 30_000];

/**
 * A user who logs in and consents at once, on the plain forms of a tenant on this machine, enrols in one-time passwords where that is
 * asked for, and enters them. Logins come one after another: they share a session, as in one browser.
 *
 * @param how.interrupted ends a login before its time
 * @param how.now the tenant's clock, in milliseconds since the epoch
 */
export function createScriptedUser(
  fetch: typeof globalThis.fetch,
  { email, password, otpSecret }: LoginCredentials,
  { interrupted, now = Date.now }: { readonly interrupted?: AbortSignal; readonly now?: () => number } = {},
): UserAgent {
  const cookies = new CookieJar();
  const transport = { fetch: boundedFetch(fetch, interrupted), now: Date.now };
  let secret = otpSecret;
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

  /** The code to try after others, of the secret that an enrolment page offers, or of the one that is known. */
  const codeForm = (html: string, tried: number): Readonly<Record<string, string>> | undefined => {
    secret = /otpauth:[^"]*?secret=([A-Z2-7]+)/.exec(html)?.[1] ?? secret;
    const offsetMs = codeOffsetsMs[tried];
    if (secret === undefined || offsetMs === undefined) return undefined;
    return { code: new TOTP({ secret }).generate({ timestamp: now() + offsetMs }) };
  };

  const formOn = (path: string, { status, text }: Exchange, times: number) => {
    if (path === '/u/mfa') return codeForm(text, times);
    return status === 200 && times === 0 ? forms[path] : undefined;
  };

  const authorize = async (request: URL, redirectUri: string): Promise<AuthorizationAnswer> => {
    let url = request;
    let answer = await send(url);
    const filled = new Map<string, number>();
    for (let step = 0; step < mostSteps; step += 1) {
      const location = answer.headers.get('location');
      if (location !== null) {
        url = new URL(location, url);
        if (isAnswerTo(url, redirectUri)) return { kind: 'redirect', url };
        answer = await send(url);
        continue;
      }
      const times = filled.get(url.pathname) ?? 0;
      const form = formOn(url.pathname, answer, times);
      if (form === undefined) break;
      filled.set(url.pathname, times + 1);
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
