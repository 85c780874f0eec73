import { tenantReadiness } from '../safety/readiness-rules.ts';
import { tenantRules } from '../safety/tenant-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in tenant settings means. */
export const tenant: Judgement = {
  changes: [
    ['flags.enableDynamicClientRegistration', 'It decides whether strangers can register applications.'],
    ['flags.allowLegacyDelegationGrantTypes', 'The delegation endpoint trades ID tokens for other tokens.'],
    ['flags.allowLegacyRoGrantTypes', 'Old password endpoints are open, past every modern protection.'],
    ['flags.enableIdtokenApi2', 'An ID token is enough to call parts of the Management API.'],
    ['flags.enableClientConnections', 'Every new application can sign in the users of every connection.'],
    ['flags.disableClickjackProtectionHeaders', 'The login page can be framed by any site.'],
    ['flags.enableLegacyProfile', 'ID tokens carry the whole profile of a person.'],
    ['flags.enablePublicSignupUserExistsError', 'Sign-up tells strangers who has an account.'],
    [
      'flags.useScopeDescriptionsForConsent',
      'People no longer read in words what they consent to.',
      'medium',
    ],
    ['defaultAudience', 'Every application that names no API gets tokens for this one.'],
    ['defaultDirectory', 'The password grant works without saying which users are meant.'],
    [
      'resourceParameterProfile',
      'ChatGPT names the API with `resource`: without compatibility its tokens are for nobody.',
    ],
    [
      'clientIdMetadataDocumentSupported',
      'It decides whether applications of strangers can be imported by URL.',
      'high',
    ],
    ['skipNonVerifiableCallbackUriConfirmationPrompt', 'Another program can pass for an application.'],
    ['allowedLogoutUrls', 'People may be sent to these URLs after they log out.', 'medium'],
    ['sessionLifetime', 'It decides how long an abandoned session stays open.'],
    ['idleSessionLifetime', 'It decides how long an abandoned session stays open.', 'medium'],
    ['friendlyName', 'People see it when they log in.', 'low'],
  ],
  safety: tenantRules,
  readiness: tenantReadiness,
  mends: { deletes: false },
};
