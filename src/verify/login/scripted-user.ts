import { setTimeout as sleep } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import { waitingFor } from '../../http/patience.ts';
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

type Form = Readonly<Record<string, string>>;

const mostSteps = 16;

/** How long a code is its time's (RFC 6238, section 5.2). */
const periodMs = 30_000;

/** A code works once, and is good for the period before and after its own too; then one is waited for. */
const mostCodes = 4;

/** A timer may end a moment before the clock says so. */
const earlyMs = 50;

/**
 * A user who logs in and consents at once, on the plain forms of a tenant on this machine, enrols in one-time passwords where that is
 * asked for, and enters them; where all of this half-minute have been used, the next. Logins come one after another: they share a
 * session, as in one browser.
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
  let nextPeriod = 0;
  const forms: Readonly<Record<string, Form>> = {
    '/u/login': { username: email, password, action: 'login' },
    '/u/consent': { action: 'accept' },
    '/u/confirm': { action: 'accept' },
  };

  const send = async (url: URL, form?: Form): Promise<Exchange> => {
    const answer = await answerTo(transport, url, {
      headers: { cookie: cookies.header() },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    cookies.store(answer.headers);
    return answer;
  };

  /** The first code that may be good still and has not been tried, of the secret that an enrolment page offers or of the known one. */
  const codeForm = async (html: string, tried: number): Promise<Form | undefined> => {
    secret = /otpauth:[^"]*?secret=([A-Z2-7]+)/.exec(html)?.[1] ?? secret;
    if (secret === undefined || tried === mostCodes) return undefined;
    nextPeriod = Math.max(nextPeriod, Math.floor(now() / periodMs) - 1);
    const goodInMs = (nextPeriod - 1) * periodMs - now();
    if (goodInMs > 0) await nextCodeIn(goodInMs + earlyMs);
    const timestamp = nextPeriod * periodMs;
    nextPeriod += 1;
    return { code: new TOTP({ secret }).generate({ timestamp }) };
  };

  const nextCodeIn = (restMs: number): Promise<void> =>
    waitingFor('the next one-time password', { atMostMs: restMs }, () =>
      sleep(restMs, undefined, interrupted && { signal: interrupted }).catch(() =>
        interrupted?.throwIfAborted(),
      ),
    );

  const formOn = async (
    path: string,
    { status, text }: Exchange,
    times: number,
  ): Promise<Form | undefined> => {
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
      const form = await formOn(url.pathname, answer, times);
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
