/** The paths of which the local tenant serves something: all that is below some, and some lists alone. */
export const served =
  /^\/(?:(?:actions\/actions|actions\/modules|actions\/triggers|attack-protection|client-grants|clients|connections|custom-domains|branding\/(?:themes|templates)|email-templates|emails|guardian\/(?:factors|policies)|log-streams|logs|network-acls|organizations|prompts|resource-servers|keys\/signing|roles|tenants\/settings|users|users-by-email)(?:\/|$)|(?:branding|connections-directory-provisionings|hooks|rules|rules-configs)$)/;
