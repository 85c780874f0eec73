import { apiRules } from '../safety/api-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in APIs means. */
export const resourceServer: Judgement = {
  changes: [
    ['identifier', 'critical', 'Tokens carry it as their audience, and it must be what ChatGPT asks for.'],
    ['signingAlg', 'critical', 'It decides who can forge an access token.'],
    [
      'enforcePolicies',
      'critical',
      'Without RBAC everybody who logs in gets every scope, ssh:execute among them.',
    ],
    [
      'subjectTypeAuthorization',
      'critical',
      'It decides which applications get tokens for the API without a grant.',
    ],
    ['skipConsentForVerifiableFirstPartyClients', 'high', 'People are no longer asked for consent.'],
    [
      'tokenDialect',
      'high',
      'The server reads tokens of one dialect, and permissions stand in some dialects only.',
    ],
    ['tokenLifetime', 'high', 'It decides how long a stolen access token works.'],
    ['tokenLifetimeForWeb', 'high', 'It decides how long a stolen access token works.'],
    [
      'allowOfflineAccess',
      'high',
      'Without it ChatGPT gets no refresh token, and people must link again and again.',
    ],
    ['name', 'low', 'People see it when they are asked for consent.'],
  ],
  loss: { severity: 'critical', why: 'Nobody gets a token for OmniChat any more.' },
  safety: apiRules,
};
