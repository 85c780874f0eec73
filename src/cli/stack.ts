import { isLoopbackHost, parseSettings, type Settings } from '../../infra/settings.ts';
import { readStackFile, type StackFile } from '../engine/stack-file.ts';
import { type GlobalOptions, onlyStack } from './invocation.ts';

/** A stack whose settings have been checked. */
export interface Stack {
  readonly name: string;
  /** The project's directory. */
  readonly directory: string;
  readonly file: StackFile;
  readonly settings: Settings;
  /** Whether its tenant is on this machine. */
  readonly local: boolean;
}

/**
 * Reads and checks the stack that a command is for; nothing is sent to anybody.
 *
 * @throws {StackFileError} when a file is missing or malformed
 * @throws {SettingsError} when settings cannot be used
 */
export async function readStack(options: Pick<GlobalOptions, 'directory' | 'stacks'>): Promise<Stack> {
  const { directory } = options;
  const name = onlyStack(options);
  const file = await readStackFile(directory, name);
  const settings = parseSettings(file.config, name);
  return { name, directory, file, settings, local: isLoopbackHost(settings.domain) };
}
