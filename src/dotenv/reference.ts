import { shellWord } from '../text/shell-word.ts';
import type { DotenvReading } from './readers.ts';

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

/** Whether the file has a reference for that variable. */
export const isReferenceIn = (reading: DotenvReading, name: string): boolean =>
  managerOf(reading.stored(name)) !== undefined;

/** A command, run so that it finds in its environment what the references of a file stand for. */
export const runWithSecrets = (manager: SecretManager, file: string, command: string): string =>
  manager === '1password'
    ? `op run --env-file=${shellWord(file)} -- ${command}`
    : `dotenvx run -f ${shellWord(file)} -- ${command}`;

/**
 * The value of a variable: what the environment has for it where the file has a reference; undefined where it is not set, or nobody
 * resolved its reference.
 */
export function valueOf(
  name: string,
  inFile: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (managerOf(inFile) === undefined) return inFile;
  const found = environment[name];
  return managerOf(found) === undefined ? found : undefined;
}

/** The variables of a file with what references stand for; without those that nobody resolved. */
export const resolved = (variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const found = valueOf(name, value);
      return found === undefined ? [] : [[name, found]];
    }),
  );
