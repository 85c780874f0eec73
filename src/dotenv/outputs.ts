import { z } from 'zod';
import { parseOutputs, type StackOutputs } from '../../infra/outputs.ts';
import { DotenvError } from './error.ts';
import { jsonIn } from '../text/json.ts';

/**
 * Reads what `pulumi stack output --json --show-secrets` prints, or `terraform output -json`.
 *
 * @param source where the text comes from, as error messages should name it: a path, or `stdin`
 * @param stack the stack's name, where it is known, for messages
 * @throws {DotenvError} `DOTENV_OUTPUTS_NOT_UTF8`, `DOTENV_OUTPUTS_NOT_JSON`, `DOTENV_OUTPUTS_SECRETS_HIDDEN` (Pulumi printed
 *   `[secret]` in place of a value), `DOTENV_OUTPUTS_ENCRYPTED` (a state has them so) or `DOTENV_OUTPUTS_INVALID` (with the
 *   {@link StackOutputsError} as its cause)
 */
export function parseOutputsJson(text: string, source: string, stack?: string): StackOutputs {
  const outputs = unwrapped(parseJson(text, source));
  const encrypted = Object.entries(outputs).filter(([, value]) => isEncrypted(value));
  if (encrypted.length > 0) {
    throw new DotenvError(
      'DOTENV_OUTPUTS_ENCRYPTED',
      `${source} holds ${encrypted.map(([name]) => name).join(', ')} encrypted, as a state does. ${printThem}`,
    );
  }
  const hidden = Object.entries(outputs).filter(([, value]) => value === '[secret]');
  if (hidden.length > 0) {
    throw new DotenvError(
      'DOTENV_OUTPUTS_SECRETS_HIDDEN',
      `${source} holds the literal text [secret] in place of ${hidden.map(([name]) => name).join(', ')}. ${printThem}`,
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

const printThem = "Print the outputs with 'pulumi stack output --json --show-secrets'.";

const ofTerraform = z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean() }));

/** Terraform prints each output with its type, and whether it is sensitive (Terraform, `terraform output -json`). */
function unwrapped(outputs: object): object {
  const { data } = ofTerraform.safeParse(outputs);
  if (data === undefined) return outputs;
  return Object.fromEntries(Object.entries(data).map(([name, { value }]) => [name, value]));
}

/** What a state has in a secret's place, as `pulumi stack export` prints it. */
const isEncrypted = (value: unknown): boolean => encryptedSecret.safeParse(value).success;

const encryptedSecret = z.object({ ciphertext: z.string() });

function parseJson(text: string, source: string): object {
  // Read as UTF-8, every other character of UTF-16 is a NUL, which no JSON has.
  if (text.includes('\0')) {
    throw new DotenvError(
      'DOTENV_OUTPUTS_NOT_UTF8',
      `${source} is UTF-16, as Windows PowerShell's > writes it. Write it as UTF-8: pulumi stack output --json --show-secrets | Out-File -Encoding utf8 FILE`,
    );
  }
  // PowerShell's `>` writes a byte-order mark.
  const value = jsonIn(text.replace(/^\uFEFF/, ''));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new DotenvError(
    'DOTENV_OUTPUTS_NOT_JSON',
    `${source} is not a JSON object. It should be what 'pulumi stack output --json --show-secrets' prints.`,
  );
}
