import type { User } from '../state/entities/users.ts';
import type { CharacterType, PasswordPolicy } from './password-policy.ts';

/** Why a password is refused, as Auth0 names and says it. */
export interface PasswordProblem {
  readonly name:
    | 'PasswordStrengthError'
    | 'PasswordDictionaryError'
    | 'PasswordNoUserInfoError'
    | 'PasswordHistoryError';
  readonly message: string;
}

/** The answer to a password that the user has had before. */
export const usedBefore: PasswordProblem = {
  name: 'PasswordHistoryError',
  message: 'Password has previously been used',
};

const patterns: Readonly<Record<CharacterType, RegExp>> = {
  lowercase: /[a-z]/u,
  uppercase: /[A-Z]/u,
  number: /[0-9]/u,
  special: /[\p{Punctuation}\p{Symbol} ]/u,
};

/** What is wrong with a new password of that user, if anything. */
export function passwordProblem(
  policy: PasswordPolicy,
  password: string,
  profile: Partial<User>,
): PasswordProblem | undefined {
  if (!isStrong(policy, password)) {
    return { name: 'PasswordStrengthError', message: 'Password is too weak' };
  }
  const lower = password.toLowerCase();
  if (policy.dictionary.includes(lower)) {
    return { name: 'PasswordDictionaryError', message: 'Password is too common' };
  }
  const holds = (value: string): boolean => value !== '' && lower.includes(value.toLowerCase());
  if (policy.profileFields.some((field) => holds(profileValue(profile, field)))) {
    return { name: 'PasswordNoUserInfoError', message: 'Password contains user information' };
  }
  return undefined;
}

function isStrong(policy: PasswordPolicy, password: string): boolean {
  const types = policy.characterTypes.filter((type) => patterns[type].test(password));
  return (
    Array.from(password).length >= policy.minLength &&
    Buffer.byteLength(password) <= (policy.maxBytes ?? Infinity) &&
    types.length >= policy.typesNeeded &&
    (policy.identicalCharacters || !/(.)\1\1/su.test(password)) &&
    (policy.sequentialCharacters || !hasSequence(password))
  );
}

function hasSequence(password: string): boolean {
  const codes = Array.from(password.toLowerCase(), (character) =>
    /[a-z0-9]/u.test(character) ? character.charCodeAt(0) : Number.NaN,
  );
  return codes.some((code, index) => {
    const [first = Number.NaN, second = Number.NaN] = codes.slice(Math.max(0, index - 2), index);
    return Math.abs(code - second) === 1 && code - second === second - first;
  });
}

/** Of an e-mail address only what is before the `@`. */
function profileValue(profile: Partial<User>, field: string): string {
  let value: unknown = profile;
  for (const name of field.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  }
  if (typeof value !== 'string') return '';
  return field === 'email' ? (value.split('@')[0] ?? '') : value;
}
