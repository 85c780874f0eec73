interface Explanation {
  /** The recordings that it is about. */
  readonly recordings: RegExp;
  /** The difference, as it is reported. */
  readonly difference: RegExp;
  readonly why: string;
}

/** Where the recorded tenant was another than a new one, or the recorder spoiled what it recorded. */
const explanations: readonly Explanation[] = [
  {
    recordings: /InsufficientEntitlement/,
    difference: /^status: 403 recorded/,
    why: 'a plan without bot detection',
  },
  {
    recordings: /./,
    difference:
      /^\.((current|deployed)_version\.)?(status: "(building|retrying|failed|pending|PENDING)"|(build_time|built_at): nothing) recorded/,
    why: 'builds take no time here, and none fails, since no dependency is fetched',
  },
  {
    recordings: /^TestAccEventStreamAction$/,
    difference: /^status: 404 recorded, 204 here/,
    why: 'deleted with its event stream, which is not served',
  },
  {
    recordings: /^TestAccDataPromptScreenRender$/,
    difference: /^\.filters: nothing recorded, null here$/,
    why: 'recorded before screens had filters',
  },
  {
    recordings: /^TestAccDataClients$/,
    difference: /^/,
    why: 'an account that had third-party applications before April 2026',
  },
  {
    recordings: /^TestAccClientCIMD$/,
    difference: /^status: 200 recorded, 201 here/,
    why: 'an account that had imported the document before',
  },
  {
    recordings: /^TestAccLogStreamEventGrid$/,
    difference: /^/,
    why: 'the recorder gave one id to two log streams',
  },
  {
    recordings: /./,
    difference: /^\.universal_login\.(is_custom_|identifier_first|webauthn)/,
    why: 'what only a PATCH shows, of a tenant that had a theme or a template',
  },
  {
    recordings: /./,
    difference: /enabled_clients: nothing recorded, \[.*\] here$/,
    why: 'since August 2026 Auth0 leaves out of some connections what /connections/{id}/clients answers',
  },
  {
    recordings: /./,
    difference: /^(\[\])?\.options\.(oidc_metadata|thumbprints|\w+_endpoint: "https)/,
    why: 'comes out of a document of the other side, which this tenant does not fetch',
  },
  {
    recordings: /^TestAccConnectionSAML$/,
    difference: /^\.options\./,
    why: 'comes out of a SAML metadata document, which this tenant does not read',
  },
  {
    recordings: /./,
    difference:
      /^(\[\])?\.options\.(password_options: \{.* recorded, nothing|passwordPolicy: nothing recorded)/,
    why: 'databases of August 2026 begin with password_options, all others before with passwordPolicy',
  },
  {
    recordings: /./,
    difference: /\.options\.authentication_methods\.(email|phone)_otp: \{"enabled":false\} recorded/,
    why: 'stated from January to April 2026, and not before or after',
  },
  {
    recordings: /^TestAccOrganization$/,
    difference: /^status: 204 recorded, 202 here/,
    why: 'of 2022, when a connection was deleted without an answer',
  },
  {
    recordings: /./,
    difference: /^status: 202 recorded, 204 here/,
    why: 'deleted a second time, before Auth0 had deleted its users',
  },
  {
    recordings: /./,
    difference: /^(\[\])?\.(custom_domains\[\]\.)?primary: false recorded, true here/,
    why: 'a tenant that had another custom domain',
  },
  {
    recordings: /^TestAccCustomDomainVerification/,
    difference: /^(\.|: null recorded|status: 201 recorded, 200 here)/,
    why: 'of 2022, and of a domain whose record Auth0 had found in the DNS',
  },
  {
    recordings: /./,
    difference: /^(\[\])?\.(created_at: nothing recorded|verification\.methods\[\]\.(name|domain):)/,
    why: 'from before custom domains had it',
  },
  {
    recordings: /^TestAccDataPromptScreenPartials$/,
    difference: /^status: 204 recorded, 201 here/,
    why: 'a tenant that had a template of its pages',
  },
  {
    recordings: /^TestAccDataSourceSigningKeys$/,
    difference: /^/,
    why: 'the recorder took the certificates out, of a tenant that had rotated its keys',
  },
  {
    recordings: /^TestAccUserCustomDomains$/,
    difference: /^status:/,
    why: 'a tenant with several custom domains, which this one has not',
  },
  {
    recordings: /^TestAcc(DataSourceClientGrantOrganizations|OrganizationClientsBatching)$/,
    difference: /^\.(client_secret|jwt_configuration\.\w+): nothing recorded/,
    why: 'the recorder dropped it: the same call has it elsewhere',
  },
  {
    recordings: /^TestAccDataSourceOrganizationInsufficientScope$/,
    difference: /^\.(total|connections)/,
    why: 'the organization had a connection that was never made in the recording',
  },
  {
    recordings: /^TestAccDataSourceUserOrganizations$/,
    difference: /^\.total: 0 recorded/,
    why: "Auth0 counts none of a user's organizations that it lists",
  },
  {
    recordings: /^TestAccOrgDiscoveryDomainsImport$/,
    difference: /^\[\]: nothing recorded, \{"id":"ord_/,
    why: 'a list that was asked for while the domain was being deleted',
  },
  {
    recordings: /^TestAccOrganizationClient$/,
    difference: /^status: 200 recorded, 404 here/,
    why: 'Auth0 still told of an association for a moment after it had deleted it, the organization and the application',
  },
  {
    recordings: /./,
    difference: /^\.description: null recorded, (nothing|"") here/,
    why: 'from before roles had a type: since then the description is left out',
  },
  {
    recordings: /./,
    difference: /^\.(verification\.status: "pending"|certificate:)/,
    why: 'Auth0 had begun to look for the record of the domain by itself',
  },
  {
    recordings: /./,
    difference: /^(\[\])?\.async_approval_notification_channels: \["guardian-push"\] recorded/,
    why: 'stated for a while in November 2025, and not before or after',
  },
  {
    recordings: /./,
    difference: /^\.(idle_)?ephemeral_session_lifetime: 0\.08/,
    why: 'of November 2025, when other changes moved these lifetimes',
  },
  {
    recordings: /./,
    difference:
      /^(\[\])?\.(options\.(schema_version|connection_settings|attribute_map|assertion_decryption_settings)|display_name): nothing recorded/,
    why: 'of 2025, before such connections had it',
  },
  {
    recordings: /./,
    difference: /runtime: "node1\d" recorded, "node22" here$/,
    why: 'from before Actions that choose no runtime had node22',
  },
  {
    recordings: /^TestConnectionManager_RotateKeys$/,
    difference: /^\.\w+: nothing recorded/,
    why: 'of June 2025, when Auth0 said less of a key that it had made',
  },
  {
    recordings: /^(Custom_domain|Set_custom_domain_as_default|Test(Session|RefreshToken)Manager_\w+)$/,
    difference: /^/,
    why: 'written by hand, with ids that are made up',
  },
  {
    recordings: /CIMDFields$|ClientGrantsWithOrg$/,
    difference: /^/,
    why: 'the recorder wrote it as an application, which it is not, and dropped the rest',
  },
];

/** Why an answer need not be the recorded one; undefined when a difference has no reason. */
export function explanationOf(recording: string, differences: readonly string[]): string | undefined {
  const reasons = differences.map(
    (difference) =>
      explanations.find(
        (explanation) => explanation.recordings.test(recording) && explanation.difference.test(difference),
      )?.why,
  );
  return reasons.includes(undefined) ? undefined : reasons[0];
}
