import { parseOutputs, type StackOutputs } from '../../infra/outputs.ts';
import { DotenvError } from './error.ts';

/**
 * Reads what `pulumi stack output --json --show-secrets` prints.
 *
 * @param source where the text comes from, as error messages should name it: a path, or `stdin`
 * @param stack the stack's name, where it is known, for messages
 * @throws {DotenvError} `DOTENV_OUTPUTS_NOT_JSON`, `DOTENV_OUTPUTS_SECRETS_HIDDEN` (Pulumi printed `[secret]` in place
 *   of a value) or `DOTENV_OUTPUTS_INVALID` (with the {@link StackOutputsError} as its cause)
 */
export function parseOutputsJson(text: string, source: string, stack?: string): StackOutputs {
  const outputs = parseJson(text, source);
  const hidden = Object.entries(outputs).filter(([, value]) => value === '[secret]');
  if (hidden.length > 0) {
    throw new DotenvError(
      'DOTENV_OUTPUTS_SECRETS_HIDDEN',
      `${source} holds the literal text [secret] in place of ${hidden.map(([name]) => name).join(', ')}. ` +
        "Print the outputs with 'pulumi stack output --json --show-secrets'.",
    );
  }
  try {
    return parseOutputs(outputs, stack);
  } catch (error) {
    throw new DotenvError(
      'DOTENV_OUTPUTS_INVALID',
      `${source} does not hold the outputs of this program.\n${(error as Error).message}`,
      { cause: error },
    );
  }
}

function parseJson(text: string, source: string): object {
  let value: unknown;
  try {
    // PowerShell's `>` writes a byte-order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // No cause: the parser's message quotes the text, and with it secrets.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new DotenvError(
    'DOTENV_OUTPUTS_NOT_JSON',
    `${source} is not a JSON object. It should be what 'pulumi stack output --json --show-secrets' prints.`,
  );
}
