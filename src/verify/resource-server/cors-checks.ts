import { type Check, check, fail, judged, pass } from '../check.ts';
import type { Exchange } from '../exchange.ts';
import { ofServer, serverVariable } from '../remedy.ts';
import { isOmniChats } from './answering-server.ts';
import { unlessUnserved } from './unserved.ts';
import { preflights, relayedMetadataAnswer } from './answers.ts';
import {
  publishedMetadata,
  resourceMetadataAnswer,
  strangersOrigin,
} from '../documents/protected-resource.ts';

const allowedOrigin = ({ headers }: Exchange) => headers.get('access-control-allow-origin');

const publicMetadata = check({
  id: 'rs-cors-metadata',
  title: 'Pages of any origin may read the metadata, without credentials',
  needs: { document: publishedMetadata, resource: resourceMetadataAnswer, issuer: relayedMetadataAnswer },
  judge: ({ resource, issuer }) =>
    judged(
      [resource, issuer].flatMap((answer) => [
        ...(allowedOrigin(answer) === '*'
          ? []
          : [`${answer.url} allows ${allowedOrigin(answer) ?? 'no origin'}`]),
        ...(answer.headers.has('access-control-allow-credentials')
          ? [`${answer.url} allows credentials`]
          : []),
      ]),
      { holds: 'any origin, no credentials', remedy: ofServer('CORS') },
    ),
});

const ownPages = check({
  id: 'rs-cors-origins',
  title: "The clients' pages and the application's own may call /register and the API",
  needs: { preflights, isOmniChats },
  judge: ({ preflights: all, isOmniChats: known }, target) => {
    const expected = all.filter(({ origin }) => origin !== strangersOrigin);
    const refused = expected.filter(
      ({ origin, answer }) => answer.status >= 300 || allowedOrigin(answer) !== origin,
    );
    const [first] = refused;
    if (first === undefined) return pass([...new Set(expected.map(({ origin }) => origin))].join(', '));
    // The connector lets the sites of callbacks call without being named.
    const isNamed = refused.some(({ origin }) => target.applicationOrigins.includes(origin));
    return fail(
      refused.map(({ origin, answer }) => `${answer.url} answered ${answer.status} to ${origin}`).join('; '),
      unlessUnserved(
        { answer: first.answer, isOmniChats: known },
        target,
        serverVariable(target, isNamed ? 'OAUTH_ALLOWED_ORIGINS' : 'OAUTH_REDIRECT_URIS'),
      ),
    );
  },
});

const strangers = check({
  id: 'rs-cors-strangers',
  title: "A stranger's pages may not",
  needs: { preflights },
  judge: ({ preflights: all }, target) =>
    judged(
      all
        .filter(({ origin, answer }) => origin === strangersOrigin && allowedOrigin(answer) !== null)
        .map(({ answer }) => `${answer.url} allows ${allowedOrigin(answer)}`),
      {
        holds: `${strangersOrigin} is refused`,
        remedy: serverVariable(target, 'OAUTH_ALLOWED_ORIGINS'),
      },
    ),
});

/** Who may call from a browser (Fetch standard, "CORS protocol"). */
export const corsChecks: readonly Check[] = [publicMetadata, ownPages, strangers];
