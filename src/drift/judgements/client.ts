import { applicationRules } from '../safety/application-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in applications means. */
export const client: Judgement = {
  changes: [
    [
      'callbacks',
      'Authorization codes go to these URLs: whoever owns one that was added can act for people.',
    ],
    ['grantTypes', 'It decides in which ways the application gets tokens.'],
    [
      'isFirstParty',
      'A first-party application can skip consent; a third-party one loses its connections.',
      'critical',
    ],
    ['allowedClients', 'These applications may get tokens in its name.', 'high'],
    ['allowedOrigins', 'Pages of these origins may log people in.', 'high'],
    ['webOrigins', "Pages of these origins may get tokens from a person's session.", 'high'],
    ['jwtConfiguration.alg', 'It decides who can forge an ID token.'],
    ['oidcConformant', "Auth0's legacy dialect ignores what OIDC and OAuth 2.1 demand."],
    ['refreshToken.rotationType', 'Without rotation nobody notices a stolen refresh token.'],
    ['refreshToken', 'It decides how long a stolen refresh token works.', 'high'],
    ['crossOriginAuth', 'Pages of other origins may take passwords and log people in.'],
    ['isTokenEndpointIpHeaderTrusted', 'It opens a way past brute-force protection.'],
    ['skipNonVerifiableCallbackUriConfirmationPrompt', 'Another program can pass for this application.'],
    [
      'requirePushedAuthorizationRequests',
      'ChatGPT does not push authorization requests: it could no longer link.',
      'high',
    ],
    ['requireProofOfPossession', 'ChatGPT sends bearer tokens: it could no longer link.', 'high'],
    ['organizationUsage', 'It decides whether people log in as members of an organization.', 'high'],
    ['organizationRequireBehavior', 'It decides whether people are asked for an organization.', 'medium'],
    ['appType', 'It decides which flows and which consent Auth0 thinks fit.', 'high'],
    ['allowedLogoutUrls', 'People may be sent to these URLs after they log out.', 'medium'],
    ['jwtConfiguration', 'It decides how long an ID token is good.', 'medium'],
    [
      'name',
      'People see it when they are asked for consent, and other tools find the application by it.',
      'medium',
    ],
    ['description', 'Nothing depends on it.', 'low'],
  ],
  loss: {
    severity: 'critical',
    why: 'It no longer gets tokens; made again it has another client id, and ChatGPT has to be linked anew.',
  },
  safety: applicationRules,
  mends: { deletes: true },
};
