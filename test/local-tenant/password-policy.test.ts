import { expect, test } from 'vitest';
import { passwordPolicy } from '../../src/local-tenant/rules/password-policy.ts';
import { passwordProblem } from '../../src/local-tenant/rules/password-problem.ts';
import { database } from '../support/tenants/oauth-tenant.ts';

const ada = {
  name: 'Ada Lovelace',
  nickname: 'countess',
  email: 'king@example.com',
  user_metadata: { first: 'Augusta', city: 'London' },
};

function problem(options: Record<string, unknown>, password: string): string | undefined {
  return passwordProblem(passwordPolicy(database({ name: 'users', options })), password, ada)?.name;
}

test.each([
  ['none', '', 'x'],
  ['low', '12345', '123456'],
  ['fair', 'Secret1', 'Secret12'],
  ['fair', 'secret12', 'sEcret12'],
  ['fair', 'Secret!!', 'Secret!1'],
  ['good', 'Secret1', 'Secret12'],
  ['good', 'secret12', 'secret1!'],
  ['good', 'correct horse', 'Correct horse'],
  ['excellent', 'Secret123', 'Secret1234'],
  ['excellent', 'Secreeet12', 'Secreet123'],
])('the policy %s refuses "%s" and takes "%s"', (level, weak, strong) => {
  expect(problem({ passwordPolicy: level }, weak)).toBe('PasswordStrengthError');
  expect(problem({ passwordPolicy: level }, strong)).toBeUndefined();
});

test.each([[{}], [{ passwordPolicy: null }]])('a connection without a policy (%j) takes any', (options) => {
  expect(problem(options, 'x')).toBeUndefined();
});

test('another minimum length comes before that of the policy', () => {
  const options = { passwordPolicy: 'good', password_complexity_options: { min_length: 10 } };
  expect(problem(options, 'Secret123')).toBe('PasswordStrengthError');
  expect(problem(options, 'Secret1234')).toBeUndefined();
});

test('words of the dictionary are refused in any letter case', () => {
  const dictionary = ['OmniChat'];
  expect(problem({ password_dictionary: { enable: true, dictionary } }, 'omnichat')).toBe(
    'PasswordDictionaryError',
  );
  expect(problem({ password_dictionary: { enable: true, dictionary } }, 'omnichats')).toBeUndefined();
  expect(problem({ password_dictionary: { enable: false, dictionary } }, 'omnichat')).toBeUndefined();
});

test.each(['ada lovelace!', 'the-Countess', 'KING of hearts', 'augusta1815'])(
  'personal data are refused within a password: %s',
  (password) => {
    expect(problem({ password_no_personal_info: { enable: true } }, password)).toBe(
      'PasswordNoUserInfoError',
    );
    expect(problem({ password_no_personal_info: { enable: false } }, password)).toBeUndefined();
  },
);

test.each([
  ['min_length', { min_length: 4 }, 'abx', 'abxd'],
  ['all character types', { character_types: ['lowercase', 'number'] }, 'abcd', 'abc1'],
  [
    'three of four character types',
    {
      character_types: ['lowercase', 'uppercase', 'number', 'special'],
      character_type_rule: 'three_of_four',
    },
    'abc1',
    'abC1',
  ],
  ['identical characters', { identical_characters: 'block' }, 'xAAA', 'xAAxA'],
  ['sequential letters', { sequential_characters: 'block' }, 'xaBcx', 'xabdx'],
  ['sequential digits, backwards', { sequential_characters: 'block' }, 'x321', 'x320'],
  ['more than 72 bytes', { max_length_exceeded: 'error' }, 'ä'.repeat(37), 'ä'.repeat(36)],
])('the flexible policy judges %s', (_rule, complexity, weak, strong) => {
  expect(problem({ password_options: { complexity } }, weak)).toBe('PasswordStrengthError');
  expect(problem({ password_options: { complexity } }, strong)).toBeUndefined();
});

test('the flexible policy has a dictionary and profile fields of its own', () => {
  const options = {
    passwordPolicy: 'excellent',
    password_options: {
      dictionary: { active: true, custom: ['OmniChat'] },
      profile_data: { active: true, blocked_fields: ['user_metadata.city'] },
    },
  };
  expect(problem(options, 'omnichat')).toBe('PasswordDictionaryError');
  expect(problem(options, 'londonX')).toBe('PasswordNoUserInfoError');
  expect(problem(options, 'countess')).toBeUndefined();
});

test.each([
  [{}, 0],
  [{ password_history: { enable: true, size: 3 } }, 3],
  [{ password_history: { enable: false, size: 3 } }, 0],
  [{ password_options: { history: { active: true, size: 24 } } }, 24],
])('the history size of %j is %d', (options, size) => {
  expect(passwordPolicy(database({ name: 'users', options })).historySize).toBe(size);
});
