import { apiRules } from '../safety/api-rules.ts';
import { apiReadiness } from '../safety/readiness-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in APIs means. */
export const resourceServer: Judgement = {
  changes: [
    ['identifier', 'Tokens carry it as their audience, and it must be what ChatGPT asks for.', 'critical'],
    ['signingAlg', 'It decides who can forge an access token.'],
    [
      'enforcePolicies',
      'It decides whether people get the scopes of their roles alone, or every one, ssh:execute among them.',
    ],
    [
      'subjectTypeAuthorization',
      'It decides which applications get tokens for the API without a grant.',
      'high',
    ],
    ['skipConsentForVerifiableFirstPartyClients', 'People are no longer asked for consent.'],
    [
      'tokenDialect',
      'The server reads tokens of one dialect, and permissions stand in some dialects only.',
      'high',
    ],
    ['tokenLifetime', 'It decides how long a stolen access token works.'],
    ['tokenLifetimeForWeb', 'It decides how long a stolen access token works.', 'high'],
    ['allowOfflineAccess', 'Without it ChatGPT gets no refresh token, and people must link again and again.'],
    ['name', 'People see it when they are asked for consent.', 'low'],
  ],
  loss: { severity: 'critical', why: 'Nobody gets a token for OmniChat any more.' },
  safety: apiRules,
  readiness: apiReadiness,
  mends: { deletes: false },
};
