import type { ResourceServer } from '../../state/entities/apis.ts';

/** Source: Auth0, "Create Custom Claims", general restrictions. */
const restricted = new Set(
  `acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest entitlements events
  exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce object_id org_id org_name orig
  origid permissions roles rph s_hash scope sid sip_callid sip_cseq_num sip_date sip_from_tag sip_via_branch sub sub_jwk toe txn
  typ uuid vot vtm x5t#S256`.split(/\s+/u),
);

const ownDomain = /^https?:\/\/(?:[^/]*\.)?(?:auth0\.com|webtask\.io|webtask\.run)(?:[/:?#]|$)/iu;
const ownUrn = /^urn:auth0(?:[:/]|$)/iu;
const namespaced = /^(?:https?:\/\/|urn:)/iu;

/** Source: Auth0, "Create Custom Claims": 100 KB a token, names and values together. */
export const mostClaimBytes = 100 * 1024;

/**
 * Whether a token gets the claim: Auth0 passes over names that it keeps for itself, without a word.
 *
 * @param api - which the access token is for; of Auth0's own, it takes namespaced claims alone
 */
export function isCustomClaim(name: string, api?: ResourceServer): boolean {
  if (restricted.has(name) || ownDomain.test(name) || ownUrn.test(name)) return false;
  return api?.is_system !== true || namespaced.test(name);
}
