import { tenantRules } from '../safety/tenant-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in tenant settings means. */
export const tenant: Judgement = {
  changes: [
    [
      'flags.enableDynamicClientRegistration',
      'critical',
      'It decides whether strangers can register applications.',
    ],
    [
      'flags.allowLegacyDelegationGrantTypes',
      'critical',
      'The delegation endpoint trades ID tokens for other tokens.',
    ],
    [
      'flags.allowLegacyRoGrantTypes',
      'critical',
      'Old password endpoints are open, past every modern protection.',
    ],
    ['flags.enableIdtokenApi2', 'critical', 'An ID token is enough to call parts of the Management API.'],
    [
      'flags.enableClientConnections',
      'high',
      'Every new application can sign in the users of every connection.',
    ],
    ['flags.disableClickjackProtectionHeaders', 'high', 'The login page can be framed by any site.'],
    ['flags.enableLegacyProfile', 'high', 'ID tokens carry the whole profile of a person.'],
    ['flags.enablePublicSignupUserExistsError', 'medium', 'Sign-up tells strangers who has an account.'],
    [
      'flags.useScopeDescriptionsForConsent',
      'medium',
      'People no longer read in words what they consent to.',
    ],
    ['defaultAudience', 'critical', 'Every application that names no API gets tokens for this one.'],
    ['defaultDirectory', 'high', 'The password grant works without saying which users are meant.'],
    [
      'resourceParameterProfile',
      'high',
      'ChatGPT names the API with `resource`: without compatibility its tokens are for nobody.',
    ],
    [
      'clientIdMetadataDocumentSupported',
      'high',
      'It decides whether applications of strangers can be imported by URL.',
    ],
    [
      'skipNonVerifiableCallbackUriConfirmationPrompt',
      'high',
      'Another program can pass for an application.',
    ],
    ['allowedLogoutUrls', 'medium', 'People may be sent to these URLs after they log out.'],
    ['sessionLifetime', 'medium', 'It decides how long an abandoned session stays open.'],
    ['idleSessionLifetime', 'medium', 'It decides how long an abandoned session stays open.'],
    ['friendlyName', 'low', 'People see it when they log in.'],
  ],
  safety: tenantRules,
};
