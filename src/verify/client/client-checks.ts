import { isLoopbackUrl } from '../../../infra/declared-clients.ts';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { type Check, check, fail, judged, pass, skip } from '../check.ts';
import { resourceUrl } from '../evidence.ts';
import { answered, answeredObject, Unreachable } from '../exchange.ts';
import { configure, ofServer, serveAt, serverVariable } from '../remedy.ts';
import { isOmniChats } from '../resource-server/answering-server.ts';
import { anonymousAnswer } from '../resource-server/answers.ts';
import { bearerChallenge } from '../resource-server/challenge.ts';
import { mountsMcpServer, unlessUnserved } from '../resource-server/unserved.ts';
import { issuerFetch, metadataFetch, resourceMetadata, server } from './discovery.ts';
import { flowChecks } from './flow-checks.ts';
import { isResourceOf } from './resource.ts';
import { inSentence, type WalkedClient } from '../walked-client.ts';

const reachable = (walked: WalkedClient) => {
  const { name, title: client, callsFrom } = walked;
  return check({
    id: `${name}-reachable`,
    title:
      callsFrom === 'the internet'
        ? `${client}'s servers can reach OmniChat's server and the tenant`
        : "The person's machine can reach OmniChat's server and the tenant",
    needs: { resourceUrl },
    judge: ({ resourceUrl: url }, target) => {
      const addresses = [new URL(url), new URL(target.issuer)];
      const loopback = addresses.filter(({ host }) => isLoopbackHost(host)).map(({ origin }) => origin);
      if (loopback.length > 0 && callsFrom === 'this machine')
        return pass(`from this machine: ${loopback.join(' and ')}`);
      if (loopback.length > 0) return skip(`${inSentence(walked)} cannot reach ${loopback.join(' and ')}`);
      return judged(
        addresses
          .filter(({ protocol }) => protocol !== 'https:')
          .map(({ origin }) => `${origin} is not on https`),
        {
          holds: addresses.map(({ origin }) => origin).join(', '),
          remedy: configure(target, 'omnichat:resourceUrl', 'an https URL'),
        },
      );
    },
  });
};

const challenge = ({ name, looksForMetadata }: WalkedClient) =>
  check({
    id: `${name}-challenge`,
    title: 'A call without a token is answered 401, with a challenge',
    needs: { answer: anonymousAnswer, resourceUrl, isOmniChats },
    judge: ({ resourceUrl: url, ...served }, target) => {
      const { answer } = served;
      const named = bearerChallenge(answer)?.['resource_metadata'];
      if (named !== undefined && isLoopbackUrl(named) && !isLoopbackUrl(url)) {
        return fail(`resource_metadata is ${named}`, serverVariable(target, 'RESOURCE_URL'));
      }
      return judged(
        [
          ...(answer.status === 401 ? [] : [answered(answer)]),
          ...(named === undefined && !looksForMetadata
            ? ['WWW-Authenticate names no resource_metadata']
            : []),
        ],
        {
          holds:
            named === undefined
              ? '401 without resource_metadata, which is looked for'
              : '401 with resource_metadata',
          remedy: unlessUnserved(served, target, ofServer('the access-token check'), mountsMcpServer),
        },
      );
    },
  });

const metadata = ({ name }: WalkedClient) =>
  check({
    id: `${name}-resource-metadata`,
    title: 'The challenge leads to the protected-resource metadata',
    needs: { fetched: metadataFetch },
    judge: ({ fetched: { answer, elsewhere } }, target) => {
      if (answer instanceof Unreachable) return fail(answer.message, serverVariable(target, 'RESOURCE_URL'));
      const document = answer.status === 200 ? answeredObject(answer) : undefined;
      return judged(
        document === undefined
          ? [answered(answer)]
          : ['resource', 'authorization_servers']
              .filter((member) => document[member] === undefined)
              .map((member) => `it lacks ${member}`),
        {
          holds: answer.url,
          remedy:
            elsewhere && document === undefined
              ? serverVariable(target, 'RESOURCE_URL')
              : ofServer('the protected-resource metadata'),
        },
      );
    },
  });

const resource = (client: WalkedClient) =>
  check({
    id: `${client.name}-resource`,
    title: `The metadata is about the URL that ${inSentence(client)} was given`,
    needs: { resourceUrl, resourceMetadata },
    judge: ({ resourceUrl: url, resourceMetadata: { resource: named } }, target) => {
      if (isResourceOf(named, url, client)) return pass(named);
      const asProvisioned = named === target.api?.identifier;
      if (
        asProvisioned &&
        isLoopbackUrl(url) &&
        !isLoopbackUrl(named) &&
        client.callsFrom === 'the internet'
      ) {
        return skip(`${inSentence(client)} has to find OmniChat's server at ${named}, which tokens are for`);
      }
      const mend =
        isLoopbackUrl(url) && !isLoopbackUrl(named)
          ? serveAt(target, url)
          : configure(target, 'omnichat:resourceUrl', named);
      return fail(
        `the URL is ${url}, and the metadata is about ${named}`,
        asProvisioned ? mend : serverVariable(target, 'OAUTH_AUDIENCE'),
      );
    },
  });

const issuer = ({ name }: WalkedClient) =>
  check({
    id: `${name}-issuer`,
    title: 'The authorization server is the one that the resource names, to the character',
    needs: { answer: issuerFetch, resourceMetadata },
    judge: ({ answer, resourceMetadata: { authorizationServer } }, target) => {
      if (answer instanceof Unreachable) return fail(answer.message, serverVariable(target, 'OAUTH_ISSUER'));
      const named = answer.status === 200 ? answeredObject(answer)?.['issuer'] : undefined;
      if (named === authorizationServer) return pass(authorizationServer);
      return fail(
        named === undefined
          ? answered(answer)
          : `the resource names ${authorizationServer}, and the server calls itself ${JSON.stringify(named)}`,
        serverVariable(target, 'OAUTH_ISSUER'),
      );
    },
  });

const pkce = ({ name }: WalkedClient) =>
  check({
    id: `${name}-pkce`,
    title: 'The authorization server offers PKCE with S256',
    needs: { server },
    judge: ({ server: { code_challenge_methods_supported: methods = [] } }) =>
      methods.includes('S256')
        ? pass('S256')
        : fail(`code_challenge_methods_supported is ${methods.join(', ') || 'absent'}`, {
            setting:
              'code_challenge_methods_supported of the authorization server, which its operator answers for',
          }),
  });

/**
 * The way that a client goes, in its order (MCP 2026-07-28, "Authorization"). The first step that fails is the one that stops it.
 */
export const clientChecks = (client: WalkedClient): readonly Check[] => [
  ...[reachable, challenge, metadata, resource, issuer, pkce].map((step) => step(client)),
  ...flowChecks(client),
];
