/** What a profile of Google Workspace has, and the attribute it goes to where that has another name. As recorded in May 2026. */
const renamed = [
  ['id', 'app_metadata.external_id'],
  ['primaryEmail', 'email'],
  ['primaryEmail', 'primaryEmail'],
  ['name.fullName', 'name'],
  ['name.givenName', 'given_name'],
  ['name.familyName', 'family_name'],
  ['isAdmin', 'isAdmin'],
  ['isAdmin', 'is_admin'],
  ['isDelegatedAdmin', 'isDelegatedAdmin'],
  ['agreedToTerms', 'agreedToTerms'],
  ['agreedToTerms', 'tou_accepted'],
  ['suspended', 'suspended'],
  ['suspended', 'is_suspended'],
  ['suspended', 'blocked'],
  ['suspensionReason', 'suspensionReason'],
  ['archived', 'archived'],
  ['ipWhitelisted', 'ipWhitelisted'],
  ['ipWhitelisted', 'is_ipWhitelisted'],
] as const;

const unchanged =
  'kind etag customerId orgUnitPath emails phones externalIds aliases addresses organizations nonEditableAliases relations ' +
  'languages posixAccounts notes websites locations keywords gender ims creationTime lastLoginTime changePasswordAtNextLogin ' +
  'isMailboxSetup includeInGlobalAddressList thumbnailPhotoUrl thumbnailPhotoEtag isEnrolledIn2Sv isEnforcedIn2Sv ' +
  'recoveryEmail recoveryPhone sshPublicKeys customSchemas';

/** Where Auth0 puts what Google Workspace tells of a user, unless a connection says otherwise. */
export const defaultDirectoryMapping = [
  ...renamed.map(([idp, auth0]) => ({ idp, auth0 })),
  ...unchanged.split(' ').map((name) => ({ idp: name, auth0: name })),
];
