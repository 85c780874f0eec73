import { readDotenvFile } from './file.ts';
import { type DotenvReading, dotenvReading } from './readers.ts';
import { setVariables } from './set-variables.ts';
import { type Variable, variableDefinitions } from './variables.ts';

/** The applications whose secret is in a `.env`, and its variable there. */
const secretNames = {
  connector: 'OAUTH_CLIENT_SECRET',
  registrar: 'AUTH0_REGISTRAR_CLIENT_SECRET',
} as const;

/** An application whose secret is in a `.env`. */
export type SecretHolder = keyof typeof secretNames;

export const secretHolders = Object.keys(secretNames) as readonly SecretHolder[];

/** The variable that holds an application's secret. */
export const secretName = (holder: SecretHolder): string => secretNames[holder];

/** The variable that holds its successor in the middle of a rotation. */
const nextSecretName = (holder: SecretHolder): string => `${secretNames[holder]}_NEXT`;

/**
 * The successor that an unfinished rotation left in a `.env`; undefined where there is none, or no file. One that is the secret
 * itself has taken its place, and succeeds nothing.
 */
export async function nextSecret(path: string, holder: SecretHolder): Promise<string | undefined> {
  const reading = dotenvReading((await readDotenvFile(path)).text ?? '');
  return unfinishedSuccessor(holder, {
    [secretName(holder)]: reading.stored(secretName(holder)),
    [nextSecretName(holder)]: reading.stored(nextSecretName(holder)),
  });
}

/** The applications of which a `.env` holds a secret and its successor. */
export async function underRotation(path: string): Promise<readonly SecretHolder[]> {
  const successors = await Promise.all(secretHolders.map((holder) => nextSecret(path, holder)));
  return secretHolders.filter((_, index) => successors[index] !== undefined);
}

/** A secret's successor among the variables of a file, while its rotation is under way; undefined where none is. */
export function unfinishedSuccessor(
  holder: SecretHolder,
  variables: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const next = variables[nextSecretName(holder)];
  return next === variables[secretName(holder)] ? undefined : next;
}

/** The successors in a file that are what `variables` give for the secret: variables to be removed. */
export function settledSuccessors(
  reading: DotenvReading,
  variables: readonly Variable[],
): readonly Variable[] {
  return secretHolders
    .filter((holder) => {
      const secret = variables.find(({ name }) => name === secretName(holder))?.value;
      return secret !== undefined && reading.stored(nextSecretName(holder)) === secret;
    })
    .map((holder) => successor(holder, undefined));
}

/**
 * Puts a secret's successor beside it: from now on one of the two works, whatever Auth0 takes.
 *
 * @throws {DotenvError}
 */
export async function announceSecret(path: string, holder: SecretHolder, secret: string): Promise<void> {
  await setVariables(path, () => [successor(holder, secret)]);
}

/**
 * Puts the successor in the secret's place.
 *
 * @throws {DotenvError}
 */
export async function replaceSecret(path: string, holder: SecretHolder, secret: string): Promise<void> {
  const comment = variableDefinitions.find(({ name }) => name === secretName(holder))?.comment ?? '';
  await setVariables(path, () => [
    { name: secretName(holder), comment, secret: true, value: secret },
    successor(holder, undefined),
  ]);
}

const successor = (holder: SecretHolder, value: string | undefined): Variable => ({
  name: nextSecretName(holder),
  comment: `What is to replace ${secretName(holder)}: its rotation is under way.`,
  secret: true,
  value,
});
