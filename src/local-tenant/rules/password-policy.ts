import type { Connection } from '../state/entities/users.ts';

/** What a database connection asks of passwords. */
export interface PasswordPolicy {
  /** In characters. */
  readonly minLength: number;
  /** In bytes; absent where longer passwords are cut, which is no reason to refuse one. */
  readonly maxBytes?: number;
  readonly characterTypes: readonly CharacterType[];
  /** How many of the types a password has to hold. */
  readonly typesNeeded: number;
  /** Whether three of the same character may follow each other. */
  readonly identicalCharacters: boolean;
  /** Whether three characters may follow each other as in the alphabet or in counting, forwards or backwards. */
  readonly sequentialCharacters: boolean;
  /** Passwords that nobody may have, in lower case. Auth0's own lists of common words are not among them. */
  readonly dictionary: readonly string[];
  /** Properties of the user's profile whose values a password may not hold; dots lead into metadata. */
  readonly profileFields: readonly string[];
  /** How many of a user's passwords, the current one first, may not be chosen again. */
  readonly historySize: number;
}

/** A kind of characters that a password may have to hold. */
export type CharacterType = 'uppercase' | 'lowercase' | 'number' | 'special';
type Strength = Pick<PasswordPolicy, 'minLength' | 'characterTypes' | 'typesNeeded' | 'identicalCharacters'>;

/** The part of a database connection's options that is about passwords, in the names of the Management API. */
interface PasswordOptions {
  readonly passwordPolicy?: keyof typeof levels | null;
  readonly password_complexity_options?: { readonly min_length?: number } | null;
  readonly password_history?: { readonly enable: boolean; readonly size?: number } | null;
  readonly password_dictionary?: {
    readonly enable: boolean;
    readonly dictionary?: readonly string[];
  } | null;
  readonly password_no_personal_info?: { readonly enable: boolean } | null;
  readonly password_options?: {
    readonly complexity?: {
      readonly min_length?: number;
      readonly character_types?: readonly CharacterType[];
      readonly character_type_rule?: 'all' | 'three_of_four';
      readonly identical_characters?: 'allow' | 'block';
      readonly sequential_characters?: 'allow' | 'block';
      readonly max_length_exceeded?: 'truncate' | 'error';
    };
    readonly history?: { readonly active?: boolean; readonly size?: number };
    readonly dictionary?: { readonly active?: boolean; readonly custom?: readonly string[] };
    readonly profile_data?: { readonly active?: boolean; readonly blocked_fields?: readonly string[] };
  };
}

const everyType: readonly CharacterType[] = ['lowercase', 'uppercase', 'number', 'special'];
const anything: Strength = { minLength: 1, characterTypes: [], typesNeeded: 0, identicalCharacters: true };
const good: Strength = { ...anything, minLength: 8, characterTypes: everyType, typesNeeded: 3 };

const levels: Readonly<Record<'none' | 'low' | 'fair' | 'good' | 'excellent', Strength>> = {
  none: anything,
  low: { ...anything, minLength: 6 },
  fair: { ...anything, minLength: 8, characterTypes: everyType.slice(0, 3), typesNeeded: 3 },
  good,
  excellent: { ...good, minLength: 10, identicalCharacters: false },
};

const personalFields = [
  'name',
  'username',
  'nickname',
  'email',
  'user_metadata.name',
  'user_metadata.first',
  'user_metadata.last',
];
const defaultHistorySize = 5;
const longestHashed = 72;

/**
 * The policy that a connection's options state.
 *
 * Sources: Auth0, "Configure Password Policies in Auth0 Database Connections"; "Configure the Flexible Password Policy", whose
 * `password_options` take the place of everything else.
 */
export function passwordPolicy(connection: Pick<Connection, 'options'>): PasswordPolicy {
  const options = connection.options as PasswordOptions;
  return options.password_options === undefined
    ? legacyPolicy(options)
    : flexiblePolicy(options.password_options);
}

function legacyPolicy(options: PasswordOptions): PasswordPolicy {
  const strength = levels[options.passwordPolicy ?? 'none'];
  const { password_dictionary: dictionary, password_history: history } = options;
  return {
    ...strength,
    minLength: options.password_complexity_options?.min_length ?? strength.minLength,
    sequentialCharacters: true,
    dictionary: dictionary?.enable === true ? lowerCase(dictionary.dictionary) : [],
    profileFields: options.password_no_personal_info?.enable === true ? personalFields : [],
    historySize: history?.enable === true ? (history.size ?? defaultHistorySize) : 0,
  };
}

function flexiblePolicy({
  complexity = {},
  history,
  dictionary,
  profile_data: profile,
}: NonNullable<PasswordOptions['password_options']>): PasswordPolicy {
  const characterTypes = complexity.character_types ?? [];
  return {
    minLength: complexity.min_length ?? 1,
    ...(complexity.max_length_exceeded === 'error' && { maxBytes: longestHashed }),
    characterTypes,
    typesNeeded: complexity.character_type_rule === 'three_of_four' ? 3 : characterTypes.length,
    identicalCharacters: complexity.identical_characters !== 'block',
    sequentialCharacters: complexity.sequential_characters !== 'block',
    dictionary: dictionary?.active === true ? lowerCase(dictionary.custom) : [],
    profileFields: profile?.active === true ? (profile.blocked_fields ?? personalFields) : [],
    historySize: history?.active === true ? (history.size ?? defaultHistorySize) : 0,
  };
}

function lowerCase(words: readonly string[] = []): readonly string[] {
  return words.map((word) => word.toLowerCase());
}
