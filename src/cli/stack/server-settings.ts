import { webAddressProblem, withoutCredentials } from '../../../infra/settings/settings.ts';
import type { SettingValue } from '../../engine/stack-file-edit.ts';
import { oneLine } from '../../text/one-line.ts';
import { CliError, exitCodes } from '../exit-codes.ts';

/**
 * What a stack's file says of the URL that MCP clients are given. Such a client takes it for the API's identifier (RFC 9728 §3.3): both are
 * the same.
 *
 * @param option which gave the URL
 * @throws {CliError} where it is one that no stack may have
 */
export function serverSettings(url: string, option: string): Readonly<Record<string, SettingValue>> {
  const problem = webAddressProblem(url);
  if (problem !== undefined) {
    throw new CliError(`${option} ${oneLine(withoutCredentials(url), 200)} ${problem}`, {
      exitCode: exitCodes.usage,
    });
  }
  return { 'omnichat:resourceUrl': url, 'omnichat:apiIdentifier': url };
}
