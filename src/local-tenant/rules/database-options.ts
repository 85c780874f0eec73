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

/**
 * The options after a PATCH that sends others: those replace all, as Auth0 warns, but for how users prove who they are.
 */
export function replacedDatabaseOptions(before: DatabaseOptions, chosen: DatabaseOptions): DatabaseOptions {
  const { authentication_methods, passkey_options } = before;
  return { authentication_methods, passkey_options, ...filledUp(chosen) };
}

/** Whoever chooses some ways to log in gets the others stated too. */
function filledUp(chosen: DatabaseOptions): DatabaseOptions {
  const methods = chosen['authentication_methods'] as Fields | undefined;
  const attributes = chosen['attributes'] as Fields | undefined;
  return {
    ...chosen,
    ...(methods && {
      authentication_methods: {
        ...authenticationMethods,
        email_otp: { enabled: false },
        phone_otp: { enabled: false },
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
