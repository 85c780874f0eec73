/** The paths of which the local tenant serves something: all that is below some, and some lists alone. */
export const served =
  /^\/(?:(?:actions\/actions|actions\/modules|actions\/triggers|attack-protection|client-grants|clients|connections|custom-domains|branding|email-templates|emails|guardian\/(?:factors|policies)|log-streams|logs|network-acls|organizations|prompts|refresh-tokens|resource-servers|keys\/signing|roles|sessions|tenants\/settings|user-blocks|users|users-by-email)(?:\/|$)|(?:connections-directory-provisionings|connections-scim-configurations|hooks|rules|rules-configs)$)/;
