/** The paths of which the local tenant serves something. */
export const served =
  /^\/(attack-protection|client-grants|clients|connections|log-streams|logs|organizations|prompts|resource-servers|roles|tenants\/settings|users|users-by-email)(\/|$)/;
