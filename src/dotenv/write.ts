import type { ServerOutputs } from '../../infra/outputs.ts';
import type { DotenvReading } from './readers.ts';
import { isReferenceIn } from './reference.ts';
import { settledSuccessors } from './rotated-secret.ts';
import { setVariables, type WrittenDotenv } from './set-variables.ts';
import { currentManagementToken } from './stored-token.ts';
import { managementTokenName, type SecretsPolicy, variablesFor } from './variables.ts';

/**
 * Brings a `.env` up to date with a deployed stack, as {@link setVariables} does it. Nothing is minted before the file is known
 * to be a fit place for secrets. A successor that has taken the secret's place is removed: its rotation is over.
 *
 * @param options.mint fetches a Management API token with the registrar's credentials; called only when the stack has a
 *   registrar, secrets are wanted, and the stored token has less than half its life left
 * @throws {DotenvError}
 */
export async function writeDotenv(
  path: string,
  options: {
    readonly outputs: ServerOutputs;
    readonly secrets: SecretsPolicy;
    readonly mint: () => Promise<string>;
    /** Writes secrets over references to them, too. @default references stay */
    readonly overReferences?: boolean;
    /** Milliseconds since the epoch. @default Date.now */
    readonly now?: () => number;
  },
): Promise<WrittenDotenv> {
  const { outputs, secrets, mint, overReferences = false, now = Date.now } = options;
  const staysIn = (before: DotenvReading, name: string) => !overReferences && isReferenceIn(before, name);
  const variablesOf = async (before: DotenvReading) => {
    const stored = before.stored(managementTokenName);
    const token = async () =>
      staysIn(before, managementTokenName)
        ? stored
        : currentManagementToken(stored, { outputs, mint, nowMs: now() });
    const managementToken = secrets === 'plain' ? await token() : undefined;
    const variables = variablesFor(outputs, { managementToken, secrets });
    return [...variables, ...settledSuccessors(before, variables)];
  };
  return setVariables(
    path,
    variablesOf,
    (before, { name, value }) => value !== undefined && staysIn(before, name),
  );
}
