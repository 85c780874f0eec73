import { isDeepStrictEqual } from 'node:util';
import { protectedResourceMetadataUrl } from '../documents/well-known.ts';
import { metadata } from '../documents/authorization-server.ts';
import { type Check, check, fail, judged, pass, skip, unknown } from '../check.ts';
import { api, resourceUrl } from '../evidence.ts';
import { answered, answeredObject, type Exchange } from '../exchange.ts';
import { documentFaults } from '../documents/document-faults.ts';
import { ofServer, serverVariable } from '../remedy.ts';
import { anonymousAnswer, authorizedAnswer, relayedMetadataAnswer, unsignedTokenAnswers } from './answers.ts';
import { remedyAtResource } from '../refusals/refused-token.ts';
import { bearerChallenge, refusalIn } from './challenge.ts';
import { keys } from '../documents/authorization-server.ts';
import { publishedMetadata, resourceMetadataAnswer } from '../documents/protected-resource.ts';
import { isOmniChats } from './answering-server.ts';
import { unlessStrangers, unlessUnserved } from './unserved.ts';
import { corsChecks } from './cors-checks.ts';

const published = check({
  id: 'rs-metadata',
  title: 'The protected-resource metadata is published',
  needs: { document: resourceMetadataAnswer, answer: anonymousAnswer, isOmniChats },
  judge: ({ document, ...served }, target) =>
    judged(documentFaults(document), {
      holds: `${document.url} answered 200 with JSON`,
      remedy: unlessUnserved(served, target, ofServer('the protected-resource metadata')),
    }),
});

const resource = check({
  id: 'rs-metadata-resource',
  title: 'The metadata names the API as the resource, to the character',
  needs: { document: publishedMetadata, api },
  judge: ({ document: { resource: named }, api: { identifier } }, target) => {
    return named === identifier
      ? pass(identifier)
      : fail(`it names ${String(named)}, expected ${identifier}`, serverVariable(target, 'OAUTH_AUDIENCE'));
  },
});

const authorizationServers = check({
  id: 'rs-metadata-issuer',
  title: 'The metadata names the issuer to the character',
  needs: { document: publishedMetadata },
  judge: ({ document: { authorization_servers: named } }, target) => {
    return isDeepStrictEqual(named, [target.issuer])
      ? pass(target.issuer)
      : fail(
          `it names ${JSON.stringify(named)}, expected ["${target.issuer}"]`,
          serverVariable(target, 'OAUTH_ISSUER'),
        );
  },
});

const scopes = check({
  id: 'rs-metadata-scopes',
  title: 'The metadata lists scopes of the API, and none that a client which registers itself cannot get',
  needs: { document: publishedMetadata, api },
  judge: ({ document: { scopes_supported: listed }, api: { scopes: known, thirdPartyScopes = known } }) => {
    if (known.length === 0) return skip('the scopes of the API are not known');
    const supported = Array.isArray(listed) ? listed.map(String) : [];
    const strange = supported.filter((scope) => !known.includes(scope));
    const closed = supported.filter((scope) => known.includes(scope) && !thirdPartyScopes.includes(scope));
    return judged(
      [
        ...(supported.length > 0 ? [] : ['scopes_supported is empty: clients ask for no scope of the API']),
        ...(strange.length > 0 ? [`the API has no ${strange.join(', ')}`] : []),
        ...(closed.length > 0
          ? [
              `clients ask for all that is listed, and those that register themselves never get ${closed.join(', ')}`,
            ]
          : []),
      ],
      {
        holds: supported.join(' '),
        remedy: ofServer('scopes_supported in the protected-resource metadata'),
      },
    );
  },
});

const relayed = check({
  id: 'rs-issuer-metadata',
  title: "The issuer's metadata is passed on unchanged",
  needs: { answer: relayedMetadataAnswer, metadata, isOmniChats },
  judge: ({ answer, metadata: { document }, isOmniChats: known }, target) =>
    answer.status === 200 && isDeepStrictEqual(answeredObject(answer), document)
      ? pass(`${answer.url} agrees with the issuer`)
      : fail(
          answer.status === 200 ? `${answer.url} differs from the issuer's own` : answered(answer),
          unlessStrangers(
            { answer, isOmniChats: known },
            target,
            answer.status === 404
              ? ofServer('the authorization-server metadata')
              : serverVariable(target, 'OAUTH_ISSUER'),
          ),
        ),
});

const challenge = check({
  id: 'rs-challenge',
  title: 'A call without a token is answered 401 and told where the metadata is',
  needs: { answer: anonymousAnswer, resourceUrl, isOmniChats },
  judge: ({ resourceUrl: url, ...served }, target) => {
    const { answer } = served;
    const expected = protectedResourceMetadataUrl(url);
    const named = bearerChallenge(answer)?.['resource_metadata'];
    return judged(
      [
        ...(answer.status === 401 ? [] : [answered(answer)]),
        ...(named === expected ? [] : [`resource_metadata is ${named ?? 'not given'}, expected ${expected}`]),
      ],
      {
        holds: `401, ${expected}`,
        remedy:
          named === undefined || named === expected
            ? unlessUnserved(served, target, ofServer('the access-token check'))
            : serverVariable(target, 'RESOURCE_URL'),
      },
    );
  },
});

const unsigned = check({
  id: 'rs-unsigned-token',
  title: 'A token that nobody signed is refused as invalid',
  // Without the issuer's keys OmniChat's server can tell no forged token from a good one.
  needs: { keys, answers: unsignedTokenAnswers, isOmniChats },
  judge: ({ answers, isOmniChats: known }, target) => {
    const answer = answers.find((each) => !refusesToken(each));
    if (answer === undefined) return pass('401 invalid_token');
    // Whoever cannot get at the keys of the issuer has refused nothing, and let nobody in.
    if (answer.status === 502 || answer.status === 503)
      return unknown(refusalIn(answer), remedyAtResource(refusalIn(answer), target, { way: 'predefined' }));
    return fail(
      answered(answer),
      unlessUnserved({ answer, isOmniChats: known }, target, ofServer('the access-token check')),
    );
  },
});

const refusesToken = (answer: Exchange) =>
  answer.status === 401 && bearerChallenge(answer)?.['error'] === 'invalid_token';

const authorized = check({
  id: 'rs-token',
  title: 'A token of the tenant is accepted',
  needs: { answer: authorizedAnswer, isOmniChats },
  judge: (served, target) =>
    served.answer.status < 300
      ? pass(`${served.answer.url} answered ${served.answer.status}`)
      : fail(
          refusalIn(served.answer),
          unlessUnserved(
            served,
            target,
            remedyAtResource(refusalIn(served.answer), target, { way: 'predefined' }),
          ),
        ),
});

/** What OmniChat's server publishes, and whom it lets in (RFC 9728; RFC 6750). */
export const resourceServerChecks: readonly Check[] = [
  published,
  resource,
  authorizationServers,
  scopes,
  relayed,
  challenge,
  unsigned,
  authorized,
  ...corsChecks,
];
