import { urlOf } from './fetched-url.ts';
import type { malformedAnswers } from './malformed-answers.ts';

/** What a request is about: whom it asks, and for what. */
export function kindOf(input: Parameters<typeof fetch>[0], init: RequestInit = {}): string {
  const { host, pathname } = new URL(urlOf(input));
  const form = init.body instanceof URLSearchParams ? (init.body.get('grant_type') ?? '') : '';
  const path = pathname.replace(/(?<=^\/(authorize|u|oidc\/register)\/).*$/, 'ID');
  return `${init.method ?? 'GET'} ${host.startsWith('localhost') ? 'tenant' : 'server'}${path} ${form}`.trim();
}

const withoutBody = new Set([204, 302]);

/** A stack's `fetch`, where every answer of one kind is another. */
export const spoiling =
  (
    fetch: typeof globalThis.fetch,
    spoilt: string,
    malformed: (typeof malformedAnswers)[string],
  ): typeof globalThis.fetch =>
  async (input, init) => {
    const answer = await fetch(input, init);
    if (kindOf(input, init) !== spoilt) return answer;
    const instead = malformed({ status: answer.status, text: await answer.text() });
    if (instead === undefined) throw new Error('there is no such answer');
    const { status, text } = instead;
    return new Response(withoutBody.has(status) ? null : text, {
      status,
      headers: {
        'content-type': 'application/json',
        ...(status === 302 && { location: 'https://x.example/' }),
      },
    });
  };
