import * as z from 'zod';
import { propertyCount } from '../validation.ts';

const flag = z.boolean().exactOptional();
const method = z.strictObject({ enabled: flag }).exactOptional();
const enable = z.strictObject({ enable: z.boolean() });

const identifier = z
  .strictObject({
    active: flag,
    default_method: z.enum(['password', 'email_otp', 'phone_otp']).exactOptional(),
  })
  .exactOptional();

const signupStatus = z.enum(['required', 'optional', 'inactive']).exactOptional();
const verifiedSignup = z
  .strictObject({ status: signupStatus, verification: z.strictObject({ active: flag }).exactOptional() })
  .exactOptional();
const nameLength = z.number().min(1).max(128).exactOptional();

const attributes = z
  .strictObject({
    email: z
      .strictObject({
        identifier,
        unique: flag,
        profile_required: flag,
        verification_method: z.enum(['link', 'otp']).exactOptional(),
        signup: verifiedSignup,
      })
      .exactOptional(),
    phone_number: z
      .strictObject({ identifier, profile_required: flag, signup: verifiedSignup })
      .exactOptional(),
    username: z
      .strictObject({
        identifier,
        profile_required: flag,
        signup: z.strictObject({ status: signupStatus }).exactOptional(),
        validation: z
          .strictObject({
            min_length: nameLength,
            max_length: nameLength,
            allowed_types: z.strictObject({ email: flag, phone_number: flag }).exactOptional(),
          })
          .exactOptional(),
      })
      .exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

const passwordOptions = z.strictObject({
  complexity: z
    .strictObject({
      min_length: z.int().min(1).max(72).exactOptional(),
      character_types: z.array(z.enum(['uppercase', 'lowercase', 'number', 'special'])).exactOptional(),
      character_type_rule: z.enum(['all', 'three_of_four']).exactOptional(),
      identical_characters: z.enum(['allow', 'block']).exactOptional(),
      sequential_characters: z.enum(['allow', 'block']).exactOptional(),
      max_length_exceeded: z.enum(['truncate', 'error']).exactOptional(),
    })
    .exactOptional(),
  dictionary: z
    .strictObject({
      active: flag,
      custom: z.array(z.string().max(50)).exactOptional(),
      default: z.enum(['en_10k', 'en_100k']).exactOptional(),
    })
    .exactOptional(),
  history: z.strictObject({ active: flag, size: z.int().min(1).max(24).exactOptional() }).exactOptional(),
  profile_data: z
    .strictObject({ active: flag, blocked_fields: z.array(z.string().max(100)).exactOptional() })
    .exactOptional(),
});

/** The options of a connection that concern users of a database. Source: Management API v2, `POST /connections`. */
export const databaseOptionSchemas = {
  attributes: attributes.exactOptional(),
  authentication_methods: z
    .strictObject({
      password: z
        .strictObject({
          enabled: flag,
          api_behavior: z.enum(['required', 'optional']).exactOptional(),
          signup_behavior: z.enum(['allow', 'block']).exactOptional(),
        })
        .exactOptional(),
      passkey: method,
      email_otp: method,
      phone_otp: method,
    })
    .nullable()
    .exactOptional(),
  brute_force_protection: flag,
  disable_self_service_change_password: flag,
  disable_signup: flag,
  enabledDatabaseCustomization: flag,
  import_mode: flag,
  passkey_options: z
    .strictObject({
      challenge_ui: z.enum(['both', 'autofill', 'button']).exactOptional(),
      progressive_enrollment_enabled: flag,
      local_enrollment_enabled: flag,
    })
    .nullable()
    .exactOptional(),
  passwordPolicy: z.enum(['none', 'low', 'fair', 'good', 'excellent']).nullable().exactOptional(),
  password_complexity_options: z
    .strictObject({ min_length: z.int().min(1).max(128).exactOptional() })
    .nullable()
    .exactOptional(),
  password_dictionary: enable
    .extend({ dictionary: z.array(z.string().max(50)).exactOptional() })
    .nullable()
    .exactOptional(),
  password_history: enable
    .extend({ size: z.int().min(0).max(24).exactOptional() })
    .nullable()
    .exactOptional(),
  password_no_personal_info: enable.nullable().exactOptional(),
  password_options: passwordOptions.exactOptional(),
  requires_username: flag,
  validation: z
    .strictObject({
      username: z
        .strictObject({ min: z.int().min(1), max: z.int().max(128) })
        .nullable()
        .exactOptional(),
    })
    .nullable()
    .exactOptional(),
};
