import { answered, type Exchange } from '../exchange.ts';

/** The `Bearer` challenge of an answer (RFC 6750 §3, RFC 9728 §5.1): its parameters; undefined where it has none. */
export function bearerChallenge({ headers }: Exchange): Readonly<Record<string, string>> | undefined {
  const header = headers.get('www-authenticate') ?? '';
  const parameters = /(?:^|,\s*)Bearer\b(.*)/is.exec(header)?.[1];
  if (parameters === undefined) return undefined;
  return Object.fromEntries(
    [...parameters.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)].map(
      ([, name = '', quoted, token = '']) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token],
    ),
  );
}

/** Why a resource refused a token, in its own words where it has some. */
export function refusalIn(answer: Exchange): string {
  const description = bearerChallenge(answer)?.['error_description'];
  return description === undefined ? answered(answer) : `${answer.status}: ${description}`;
}
