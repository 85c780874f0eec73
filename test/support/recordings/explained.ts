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
    recordings: /^TestAccDataClients$/,
    difference: /^/,
    why: 'an account that had third-party applications before April 2026',
  },
  {
    recordings: /^TestAccResourceServer_ACR$/,
    difference: /^/,
    why: 'the My Account API of the tenant, under another region than the one that was called',
  },
  {
    recordings: /^TestAccLogStreamEventGrid$/,
    difference: /^/,
    why: 'the recorder gave one id to two log streams',
  },
  {
    recordings: /./,
    difference: /^\.universal_login\.(is_custom_|identifier_first|webauthn)/,
    why: 'only themes and templates, which are not served, change it',
  },
  {
    recordings: /./,
    difference: /^\.client_id_metadata_document_supported: nothing recorded, false here/,
    why: 'a tenant from before Auth0 knew the setting: only a GET gave it',
  },
  {
    recordings: /./,
    difference: /cross_origin_auth: false recorded, nothing here$/,
    why: 'the name that cross_origin_authentication had',
  },
  {
    recordings: /OrganizationMemberRole/,
    difference: /^\.description: null recorded, nothing here/,
    why: 'from before roles had a type: since then the description is left out',
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
