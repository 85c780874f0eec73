import { createHash } from 'node:crypto';

/** The options of a database connection, in the names of the Management API. */
export type DatabaseOptions = Readonly<Record<string, unknown>>;

type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const authenticationMethods = {
  password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
  passkey: { enabled: false },
};

const defaults: DatabaseOptions = {
  mfa: { active: true, return_enroll_settings: true },
  strategy_version: 2,
  passkey_options: {
    challenge_ui: 'both',
    local_enrollment_enabled: true,
    progressive_enrollment_enabled: true,
  },
  authentication_methods: authenticationMethods,
  brute_force_protection: true,
};

/** The options of a new database connection: what was chosen, over Auth0's defaults. */
export function databaseOptions(chosen: DatabaseOptions): DatabaseOptions {
  const policy = 'password_options' in chosen ? {} : { passwordPolicy: 'good' };
  return { ...defaults, ...policy, ...filledUp(chosen) };
}

/** The options after a PATCH that sends others: those replace all, but for how users prove who they are, and who guesses. */
export function replacedDatabaseOptions(before: DatabaseOptions, chosen: DatabaseOptions): DatabaseOptions {
  const { authentication_methods, passkey_options, brute_force_protection } = before;
  return { authentication_methods, passkey_options, brute_force_protection, ...filledUp(chosen) };
}

/** Whoever chooses some ways to log in gets the others stated too. */
function filledUp(chosen: DatabaseOptions): DatabaseOptions {
  const methods = chosen['authentication_methods'] as Fields | undefined;
  const attributes = chosen['attributes'] as Fields | undefined;
  const password = chosen['password_options'] as Fields | undefined;
  const configuration = chosen['configuration'] as Readonly<Record<string, unknown>> | undefined;
  return {
    ...chosen,
    ...(configuration && { configuration: encrypted(configuration) }),
    ...(password && { password_options: filledPasswordOptions(password) }),
    ...(methods && {
      authentication_methods: {
        ...authenticationMethods,
        ...methods,
        password: { ...authenticationMethods.password, ...methods['password'] },
      },
    }),
    ...(attributes?.['email'] && {
      attributes: {
        ...attributes,
        email: { verification_method: 'link', unique: true, ...attributes['email'] },
      },
    }),
  };
}

const passwordDefaults: Fields = {
  complexity: {
    min_length: 15,
    character_types: [],
    character_type_rule: 'all',
    identical_characters: 'allow',
    sequential_characters: 'allow',
    max_length_exceeded: 'error',
  },
  dictionary: { active: false, custom: [], default: 'en_100k' },
  history: { active: false, size: 3 },
  profile_data: {
    active: false,
    blocked_fields: [
      'name',
      'username',
      'nickname',
      'email',
      'phone_number',
      'user_metadata.name',
      'user_metadata.first',
      'user_metadata.last',
    ],
  },
};

function filledPasswordOptions(chosen: Fields): Fields {
  return Object.fromEntries(
    Object.entries(passwordDefaults).map(([name, part]) => [name, { ...part, ...chosen[name] }]),
  );
}

/** Secrets of a custom database are never shown again: Auth0 answers what it made of them, and so does this tenant. */
function encrypted(configuration: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      createHash('sha512').update(String(value)).digest('base64'),
    ]),
  );
}
