import { tokens } from '../../../src/management/resources/resource-types.ts';

/** Why some of a resource type's properties are not stated by the program. */
type Reasons = Readonly<Record<string, readonly string[]>>;

/** Properties that only connections of other strategies have. */
const ofOtherStrategies = `accessTokenUrl adfsServer allowedAudiences apiEnableGroups apiEnableUsers appId attributeMap authParams
  authorizationEndpoint clientId clientSecret communityBaseUrl connectionSettings consumerKey consumerSecret customHeaders debug
  decryptionKey destinationUrl digestAlgorithm disableCache disableSignOut discoveryUrl domain domainAliases dpopSigningAlg email
  entityId fedMetadataXml federatedConnectionsAccessTokens fieldsMap forwardRequestInfo from gatewayAuthentication gatewayUrl
  globalTokenRevocationJwtIss globalTokenRevocationJwtSub iconUrl idTokenSessionExpirySupported idTokenSignedResponseAlgs
  identityApi idpInitiated ips issuer jwksUri keyId mapUserIdToId maxGroupsToRetrieve messagingServiceSid metadataUrl
  metadataXml name nonPersistentAttrs pingFederateBaseUrl pkceEnabled protocolBinding provider recipientUrl requestTemplate
  requestTokenUrl scopes scripts sendBackChannelNonce sessionKey setUserRootAttributes shouldTrustEmailVerifiedConnection
  signInEndpoint signOutEndpoint signSamlRequest signatureAlgorithm signatureMethod signingCert signingKey strategyVersion
  subject syntax teamId template tenantDomain tokenEndpoint tokenEndpointAuthMethod tokenEndpointAuthSigningAlg
  tokenEndpointJwtcaAudFormat totp twilioSid twilioToken type upstreamParams useCertAuth useKerberos useOauthSpecScope useWsfed
  userAuthorizationUrl userIdAttribute userinfoEndpoint waadCommonEndpoint waadProtocol`;

/** What the program leaves to Auth0, by type, with the reason. A new property of the provider must be stated, or stand here. */
export const leftToAuth0: Readonly<Record<string, Reasons>> = {
  [tokens.client]: {
    'none unless somebody sets it, and drift reports it then': [
      'addons',
      'customLoginPage',
      'initiateLoginUri',
      'refreshToken.policies',
      'sessionTransfer',
      'tokenExchange',
    ],
    'looks, or notes of people': ['clientMetadata', 'customLoginPageOn', 'formTemplate', 'logoUri'],
    'of other kinds of application': [
      'asyncApprovalNotificationChannels',
      'expressConfiguration',
      'fedcmLogin',
      'mobile',
      'myOrganizationConfiguration',
      'nativeSocialLogin',
      'resourceServerIdentifier',
    ],
    'of third-party applications, where Auth0 is strict by itself': [
      'redirectionPolicy',
      'thirdPartySecurityMode',
    ],
    'of paid plans': ['complianceLevel', 'tokenQuota'],
    'without meaning where organizations are refused': [
      'defaultOrganization',
      'organizationDiscoveryMethods',
    ],
    'without meaning for an OIDC-conformant application': [
      'crossOriginLoc',
      'encryptionKey',
      'jwtConfiguration.scopes',
      'jwtConfiguration.secretEncoded',
      'sso',
    ],
    'back-channel logout, for which OmniChat has no endpoint': ['oidcBackchannelLogoutUrls', 'oidcLogout'],
  },
  [tokens.clientCimd]: {
    'of the metadata document, or where Auth0 is strict by itself': [
      'allowedOrigins',
      'appType',
      'clientMetadata',
      'defaultOrganization',
      'description',
      'externalClientIdVersion',
      'grantTypes',
      'jwtConfiguration',
      'oidcConformant',
      'organizationDiscoveryMethods',
      'redirectionPolicy',
      'refreshToken',
      'requireProofOfPossession',
      'skipNonVerifiableCallbackUriConfirmationPrompt',
      'tokenQuota',
      'webOrigins',
    ],
  },
  [tokens.clientCredentials]: {
    'made by Auth0; the program only reads it': ['clientSecret', 'clientSecretWo', 'clientSecretWoVersion'],
    'of other ways to authenticate': [
      'privateKeyJwt',
      'selfSignedTlsClientAuth',
      'signedRequestObject',
      'tlsClientAuth',
    ],
  },
  [tokens.clientGrant]: {
    'none unless somebody sets it, and drift reports it then': [
      'allowAllScopes',
      'allowAnyOrganization',
      'authorizationDetailsTypes',
    ],
    'without meaning where organizations are refused': ['organizationUsage'],
    'a grant is of one application or the default for many': ['clientId', 'defaultFor'],
  },
  [tokens.resourceServer]: {
    'none unless somebody sets it, and drift reports it then': ['allowOnlineAccess'],
    'in no request and no answer that Auth0 documents': ['verificationLocation'],
    'without meaning with RS256': ['signingSecret'],
    'without meaning where online access is off': ['allowOnlineAccessWithEphemeralSessions'],
    'not for ChatGPT, which sends bearer tokens and plain scopes': [
      'authorizationDetails',
      'authorizationPolicy',
      'consentPolicy',
      'proofOfPossession',
      'tokenEncryption',
    ],
  },
  [tokens.resourceServerScopes]: {},
  [tokens.connection]: {
    'none unless somebody sets it, and drift reports it then': ['options.customScripts'],
    'without meaning where there are no scripts': [
      'options.configuration',
      'options.customPasswordHash',
      'options.enableScriptContext',
      'options.realmFallback',
    ],
    'Auth0 refines its own defaults for new tenants': [
      'authentication',
      'connectedAccounts',
      'options.attributes',
      'options.authenticationMethods',
      'options.disableSelfServiceChangePassword',
      'options.mfa',
      'options.passkeyOptions',
      'options.passwordComplexityOptions',
      'options.passwordDictionary',
      'options.passwordHistories',
      'options.passwordNoPersonalInfo',
      'options.passwordOptions',
      'options.precedences',
      'options.validation',
      'realms',
    ],
    'looks, or notes of people': ['displayName', 'metadata', 'showAsButton'],
    'of other strategies': ofOtherStrategies.split(/\s+/).map((name) => `options.${name}`),
  },
  [tokens.connectionClients]: {},
  [tokens.role]: {},
  [tokens.rolePermissions]: {
    'shown by Auth0, taken from the API': ['permissions.description', 'permissions.resourceServerName'],
  },
  [tokens.attackProtection]: {
    "of agreements with Auth0 that no plan's name tells": ['botDetection', 'captcha'],
  },
  [tokens.logStream]: {
    'where a new stream begins': ['startFrom'],
    'all that there is, unless somebody hides some of it': ['piiConfig'],
    'of agreements with Auth0, and cannot be changed': ['isPriority'],
    'of streams to other services': [
      'sink.awsAccountId',
      'sink.awsPartnerEventSource',
      'sink.awsRegion',
      'sink.azurePartnerTopic',
      'sink.azureRegion',
      'sink.azureResourceGroup',
      'sink.azureSubscriptionId',
      'sink.datadogApiKey',
      'sink.datadogApiKeyWo',
      'sink.datadogApiKeyWoVersion',
      'sink.datadogRegion',
      'sink.mixpanelProjectId',
      'sink.mixpanelRegion',
      'sink.mixpanelServiceAccountPassword',
      'sink.mixpanelServiceAccountUsername',
      'sink.segmentWriteKey',
      'sink.splunkDomain',
      'sink.splunkPort',
      'sink.splunkSecure',
      'sink.splunkToken',
      'sink.sumoSourceAddress',
    ],
    'a secret, which is no part of the plain value': ['sink.httpAuthorization', 'sink.httpCustomHeaders'],
  },
  [tokens.networkAcl]: {
    'of rules that do something else': [
      'rule.action.allow',
      'rule.action.log',
      'rule.action.redirect',
      'rule.action.redirectUri',
      'rule.match',
    ],
    'of rules about something else than addresses': [
      'rule.notMatch.asns',
      'rule.notMatch.connectingIpv4Cidrs',
      'rule.notMatch.connectingIpv6Cidrs',
      'rule.notMatch.geoCountryCodes',
      'rule.notMatch.geoSubdivisionCodes',
      'rule.notMatch.hostnames',
      'rule.notMatch.ja3Fingerprints',
      'rule.notMatch.ja4Fingerprints',
      'rule.notMatch.userAgents',
    ],
    'not beside IPv4: how Auth0 judges both is not said': ['rule.notMatch.ipv6Cidrs'],
  },
  [tokens.action]: {
    'of Actions that need more than their code': ['dependencies', 'modules', 'secrets'],
    'secrets in another form': ['secretsWoVersion', 'secretsWos'],
  },
  [tokens.triggerAction]: {},
  [tokens.tenant]: {
    'none unless somebody sets it, and drift reports it then': [
      'customizeMfaInPostloginAction',
      'defaultRedirectionUri',
      'errorPage',
      'flags.allowLegacyTokeninfoEndpoint',
      'flags.disableManagementApiSmsObfuscation',
    ],
    'looks, or how to reach people': ['enabledLocales', 'pictureUrl', 'supportEmail', 'supportUrl'],
    'of the dashboard, or a version that Auth0 moves': [
      'flags.dashboardInsightsView',
      'flags.dashboardLogStreamsNext',
      'flags.enableApisSection',
      'flags.enableLegacyLogsSearchV2',
      'flags.enablePipeline2',
      'phoneConsolidatedExperience',
      'sandboxVersion',
    ],
    'fixed by Auth0 for new tenants, or no longer taken': [
      'dynamicClientRegistrationSecurityMode',
      'flags.enableSso',
      'flags.requirePushedAuthorizationRequests',
    ],
    'of features that OmniChat does not use': [
      'acrValuesSupporteds',
      'disableAcrValuesSupported',
      'ephemeralSessionLifetime',
      'flags.disableFieldsMapFix',
      'flags.enableAdfsWaadEmailVerification',
      'flags.enableCustomDomainInEmails',
      'flags.mfaShowFactorListOnEnrollment',
      'idleEphemeralSessionLifetime',
      'mtls',
      'sessionCookie',
    ],
    'of paid plans': ['defaultTokenQuota'],
  },
};

/** What a third-party application cannot have: Auth0 is strict with it by itself. */
export const leftToAuth0ForThirdParties = [
  'allowedClients',
  'allowedLogoutUrls',
  'allowedOrigins',
  'clientAliases',
  'organizationRequireBehavior',
  'organizationUsage',
  'requireProofOfPossession',
  'requirePushedAuthorizationRequests',
  'skipNonVerifiableCallbackUriConfirmationPrompt',
  'ssoDisabled',
  'webOrigins',
];
