import { applicationRules } from '../safety/application-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in applications means. */
export const client: Judgement = {
  changes: [
    [
      'callbacks',
      'critical',
      'Authorization codes go to these URLs: whoever owns one that was added can act for people.',
    ],
    ['grantTypes', 'critical', 'It decides in which ways the application gets tokens.'],
    [
      'isFirstParty',
      'critical',
      'A first-party application can skip consent; a third-party one loses its connections.',
    ],
    ['allowedClients', 'high', 'These applications may get tokens in its name.'],
    ['allowedOrigins', 'high', 'Pages of these origins may log people in.'],
    ['webOrigins', 'high', "Pages of these origins may get tokens from a person's session."],
    ['jwtConfiguration.alg', 'critical', 'It decides who can forge an ID token.'],
    ['oidcConformant', 'high', "Auth0's legacy dialect ignores what OIDC and OAuth 2.1 demand."],
    ['refreshToken.rotationType', 'high', 'Without rotation nobody notices a stolen refresh token.'],
    ['refreshToken', 'high', 'It decides how long a stolen refresh token works.'],
    ['crossOriginAuth', 'high', 'Pages of other origins may take passwords and log people in.'],
    ['isTokenEndpointIpHeaderTrusted', 'high', 'It opens a way past brute-force protection.'],
    [
      'skipNonVerifiableCallbackUriConfirmationPrompt',
      'high',
      'Another program can pass for this application.',
    ],
    [
      'requirePushedAuthorizationRequests',
      'high',
      'ChatGPT does not push authorization requests: it could no longer link.',
    ],
    ['requireProofOfPossession', 'high', 'ChatGPT sends bearer tokens: it could no longer link.'],
    ['organizationUsage', 'high', 'It decides whether people log in as members of an organization.'],
    ['organizationRequireBehavior', 'medium', 'It decides whether people are asked for an organization.'],
    ['appType', 'high', 'It decides which flows and which consent Auth0 thinks fit.'],
    ['allowedLogoutUrls', 'medium', 'People may be sent to these URLs after they log out.'],
    ['jwtConfiguration', 'medium', 'It decides how long an ID token is good.'],
    [
      'name',
      'medium',
      'People see it when they are asked for consent, and other tools find the application by it.',
    ],
    ['description', 'low', 'Nothing depends on it.'],
  ],
  loss: {
    severity: 'critical',
    why: 'It no longer gets tokens; made again it has another client id, and ChatGPT has to be linked anew.',
  },
  safety: applicationRules,
};
