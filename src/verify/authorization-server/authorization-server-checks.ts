import { isDeepStrictEqual } from 'node:util';
import { type Check, check, fail, judged, pass } from '../check.ts';
import { answeredObject } from '../exchange.ts';
import { documentFaults } from '../documents/document-faults.ts';
import { customIssuerDomain, type Target } from '../target.ts';
import { customDomainCheck, customDomainOf } from './custom-domain-check.ts';
import { deploy, type Remedy } from '../remedy.ts';
import { jwks, jwksCaching, jwksKids, jwksPrivateMembers } from './jwks-checks.ts';
import { metadata, oauthMetadataAnswer, openidMetadataAnswer } from '../documents/authorization-server.ts';

const atProvider: Remedy = {
  setting: 'the metadata of the authorization server, which its operator answers for',
};

const metadataServed = check({
  id: 'as-metadata',
  title: 'The issuer publishes its metadata at the RFC 8414 address',
  needs: { answer: oauthMetadataAnswer },
  judge: ({ answer }, target) =>
    judged(documentFaults(answer), {
      holds: `${answer.url} answered 200 with JSON`,
      remedy: answer.status >= 300 && answer.status !== 404 ? undefined : domainOf(target),
    }),
});

const metadataAlias = check({
  id: 'as-metadata-openid',
  title: 'The OpenID configuration is the same document',
  needs: { openid: openidMetadataAnswer, oauth: metadata },
  judge: ({ openid, oauth }) =>
    isDeepStrictEqual(answeredObject(openid), oauth.document)
      ? pass(`${openid.url} and ${oauth.url} agree`)
      : fail(`${openid.url} (${openid.status}) and ${oauth.url} differ`, atProvider),
});

const issuer = check({
  id: 'as-metadata-issuer',
  title: 'The metadata names the issuer to the character',
  needs: { metadata },
  judge: ({ metadata: { url, document } }, target) =>
    document['issuer'] === target.issuer
      ? pass(`${url} names ${target.issuer}`)
      : fail(
          `${url} names ${JSON.stringify(document['issuer'])}, expected "${target.issuer}"`,
          domainOf(target),
        ),
});

/** RFC 8414 §2; a registration endpoint is optional, and bound by the same rule where there is one. */
const requiredEndpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];

const endpoints = check({
  id: 'as-metadata-endpoints',
  title: 'The endpoints that the code flow needs are named, and every endpoint is on https',
  needs: { metadata },
  judge: ({ metadata: { document } }) => {
    const named = Object.entries(document).filter(
      ([name, value]) => typeof value === 'string' && /_(endpoint|uri)$/.test(name),
    ) as [string, string][];
    const missing = requiredEndpoints.filter((name) => typeof document[name] !== 'string');
    const insecure = named.filter(([, url]) => URL.parse(url)?.protocol !== 'https:' || url.includes('#'));
    return judged(
      [
        ...missing.map((name) => `${name} is missing`),
        ...insecure.map(([name, url]) => `${name} ${url} is not an https URL without a fragment`),
      ],
      { holds: `${named.length} endpoints, all on https`, remedy: atProvider },
    );
  },
});

const codeFlow = check({
  id: 'as-metadata-code-flow',
  title: 'The authorization code flow is offered',
  needs: { metadata },
  judge: ({ metadata: { document } }) => {
    // RFC 8414 §2: left out, grant_types_supported means the authorization code and the implicit grant.
    const grants = document['grant_types_supported'] ?? ['authorization_code'];
    return judged(
      [
        ...(includes(document['response_types_supported'], 'code')
          ? []
          : ['response_types_supported lacks code']),
        ...(includes(grants, 'authorization_code') ? [] : ['grant_types_supported lacks authorization_code']),
      ],
      { holds: 'response type code, grant type authorization_code', remedy: atProvider },
    );
  },
});

const pkce = check({
  id: 'as-metadata-pkce',
  title: 'PKCE with S256 is offered',
  needs: { metadata },
  judge: ({ metadata: { document } }) =>
    includes(document['code_challenge_methods_supported'], 'S256')
      ? pass('code_challenge_methods_supported has S256')
      : fail('code_challenge_methods_supported lacks S256', atProvider),
});

const toleratedSkewMs = 30_000;

const clock = check({
  id: 'as-clock',
  title: "The issuer's clock and this machine's agree within 30 seconds",
  severity: 'warning',
  needs: { answer: oauthMetadataAnswer },
  judge: ({ answer }) => {
    const date = answer.headers.get('date');
    if (date === null) return { status: 'skip', evidence: `${answer.url} answered without a Date` };
    const skewMs = answer.receivedAt - Date.parse(date);
    return judged(
      Math.abs(skewMs) <= toleratedSkewMs
        ? []
        : [`this machine is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead' : 'behind'}`],
      {
        holds: 'within 30 seconds',
        remedy: { setting: 'the clock of this machine', command: 'timedatectl set-ntp true' },
      },
    );
  },
});

/** The metadata documents and the key set (RFC 8414; RFC 7517; Auth0, "Configure Applications with OIDC Discovery"). */
export const authorizationServerChecks: readonly Check[] = [
  customDomainCheck,
  metadataServed,
  metadataAlias,
  issuer,
  endpoints,
  codeFlow,
  pkce,
  jwks,
  jwksKids,
  jwksPrivateMembers,
  jwksCaching,
  clock,
];

function domainOf(target: Target): Remedy {
  if (customIssuerDomain(target) !== undefined) return customDomainOf(target);
  return target.stack === undefined
    ? { setting: `the issuer ${target.issuer}` }
    : deploy(
        target,
        `auth0:domain in Pulumi.${target.stack}.yaml`,
        'write the domain of the tenant there, as the Auth0 dashboard shows it in Settings > General',
      );
}

function includes(list: unknown, value: string): boolean {
  return Array.isArray(list) && list.includes(value);
}
