import { shellWord } from './shell-word.ts';

/** Who keeps values that a `.env` has references to: 1Password, or dotenvx, which keeps them encrypted in the file itself. */
export const secretManagers = ['1password', 'dotenvx'] as const;

export type SecretManager = (typeof secretManagers)[number];

/** 1Password, "Secret reference syntax" and `op run`; dotenvx, "Encryption" and `dotenvx run`. */
const spellings: Readonly<Record<SecretManager, RegExp>> = {
  '1password': /^op:\/\/[^/]+\/[^/]+\/./,
  dotenvx: /^encrypted:./,
};

/** Who keeps what a value stands for, `op://vault/item/field` or `encrypted:…`; undefined of a value that stands for itself. */
export const managerOf = (value: string | undefined): SecretManager | undefined =>
  secretManagers.find((manager) => spellings[manager].test(value ?? ''));

/** A command, run so that it finds in its environment what the references of a file stand for. */
export const runWithSecrets = (manager: SecretManager, file: string, command: string): string =>
  manager === '1password'
    ? `op run --env-file=${shellWord(file)} -- ${command}`
    : `dotenvx run -f ${shellWord(file)} -- ${command}`;
