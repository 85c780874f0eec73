import { z } from 'zod';
import { type PasswordPolicy, passwordPolicy } from '../../../local-tenant/rules/password-policy.ts';
import { getAs, objectOf } from '../../../management/answer.ts';
import type { ManagementClient } from '../../../management/management-client.ts';
import { ManagementError } from '../../../management/management-error.ts';
import { CliError } from '../../exit-codes.ts';

/**
 * Has a password written, and says what the database asks of passwords where Auth0 only says that this one is too weak.
 *
 * @throws {CliError} where it is
 */
export async function orSayPolicy<Result>(
  client: ManagementClient,
  connection: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ManagementError) || !error.message.includes('PasswordStrengthError')) throw error;
    const query = { name: connection, strategy: 'auth0' };
    const [database] = await getAs(client, z.array(databaseShape), '/connections', query);
    if (database === undefined) throw error;
    const wanted = policyText(passwordPolicy(database));
    throw new CliError(`The password is too weak for ${connection}, which asks for ${wanted}.`, {
      cause: error,
    });
  }
}

const databaseShape = objectOf({ options: z.record(z.string(), z.unknown()) });

function policyText(policy: PasswordPolicy): string {
  const { minLength, maxBytes, characterTypes, typesNeeded, identicalCharacters, sequentialCharacters } =
    policy;
  const kinds = characterTypes.join(', ');
  const which = typesNeeded < characterTypes.length ? `${typesNeeded} of these kinds` : 'each of these kinds';
  return [
    `at least ${minLength} characters`,
    ...(maxBytes === undefined ? [] : [`at most ${maxBytes} bytes`]),
    ...(typesNeeded === 0 ? [] : [`characters of ${which}: ${kinds}`]),
    ...(identicalCharacters ? [] : ['no character three times in a row']),
    ...(sequentialCharacters ? [] : ['no three characters as in the alphabet or in counting']),
  ].join('; ');
}
