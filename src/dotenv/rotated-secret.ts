import { readDotenvFile } from './file.ts';
import { readingOf } from './readers.ts';
import { type Variable, variableDefinitions } from './variables.ts';
import { setVariables } from './write.ts';

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

/** The successor that an unfinished rotation left in a `.env`; undefined where there is none, or no file. */
export async function nextSecret(path: string, holder: SecretHolder): Promise<string | undefined> {
  return readingOf((await readDotenvFile(path)).text ?? '').stored(nextSecretName(holder));
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
