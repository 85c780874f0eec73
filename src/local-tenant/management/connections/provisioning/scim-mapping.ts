type Pair = readonly [scim: string, auth0: string];

const metadata = (pairs: readonly Pair[]): readonly Pair[] =>
  pairs.map(([scim, name]) => [scim, `app_metadata.${name}`]);

const enterprise = (names: readonly string[]): readonly Pair[] =>
  names.map((name) => [
    `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.${name}`,
    name === 'employeeNumber' ? 'employee_id' : name === 'costCenter' ? 'cost_center' : name,
  ]);

const profile: readonly Pair[] = [
  ['active', 'blocked'],
  ['displayName', 'name'],
  ['name.givenName', 'given_name'],
  ['name.familyName', 'family_name'],
  ['nickName', 'nickname'],
  ['photos[type eq "photo"].value', 'picture'],
  ...metadata([
    ['externalId', 'external_id'],
    ['phoneNumbers[type eq "mobile"].value', 'mobile_phone_number'],
    ['addresses[type eq "work"].streetAddress', 'street_address'],
    ['addresses[type eq "work"].locality', 'city'],
    ['addresses[type eq "work"].region', 'state'],
    ['addresses[type eq "work"].postalCode', 'postal_code'],
    ['addresses[type eq "work"].formatted', 'postal_address'],
    ['addresses[type eq "work"].country', 'country'],
    ['profileUrl', 'profile_url'],
    ['userType', 'user_type'],
    ['title', 'title'],
    ['preferredLanguage', 'language'],
    ['locale', 'locale'],
    ['timezone', 'timezone'],
    ...enterprise(['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager']),
  ]),
];

const mappings: Readonly<Record<string, readonly Pair[]>> = {
  okta: [
    ['userName', 'preferred_username'],
    ['emails[primary eq true].value', 'email'],
    ...profile,
    ...metadata([
      ['name.middleName', 'middle_name'],
      ['name.honorificPrefix', 'honorific_prefix'],
      ['name.honorificSuffix', 'honorific_suffix'],
      ['phoneNumbers[primary eq true].value', 'primary_phone_number'],
    ]),
  ],
  waad: [
    ['userName', 'upn'],
    ['emails[type eq "work"].value', 'email'],
    ...profile,
    ...metadata([
      ['phoneNumbers[type eq "work"].value', 'work_phone_number'],
      ['phoneNumbers[type eq "fax"].value', 'fax_number'],
    ]),
  ],
};

/** Where Auth0 puts what a directory tells of a user by SCIM, as recorded in 2025; undefined for strategies of which nothing was. */
export function defaultScimMapping(strategy: string): readonly object[] | undefined {
  return mappings[strategy]?.map(([scim, auth0]) => ({ scim, auth0 }));
}
