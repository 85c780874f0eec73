import { webAddressProblem, withoutCredentials } from '../../../infra/settings/settings.ts';
import type { SettingValue } from '../../engine/stack-file-edit.ts';
import { oneLine } from '../../text/one-line.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { progressUnder, type Terminal } from '../terminal.ts';
import type { StackEdit } from './stack-edit.ts';

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

/** Says, once a stack has another server, that the route which the last one had is looked for at the new one. */
export function tellKeptRoute({ path, protectedRoute }: StackEdit, url: string, terminal: Terminal): void {
  if (protectedRoute === undefined) return;
  progressUnder(
    terminal,
    'yellow',
    'warning:',
    `verify will call ${new URL(protectedRoute, url).href}, as omnichat:protectedRoute says. Where the server has nothing there, ` +
      `delete that line of ${path}.`,
  );
}
