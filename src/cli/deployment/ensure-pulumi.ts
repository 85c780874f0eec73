import { delimiter, join } from 'node:path';
import { findPulumi, PulumiCliError } from '../../engine/pulumi-cli.ts';
import { installationFolder, installPulumi, pulumiVersionWanted } from '../../engine/pulumi-installation.ts';
import type { Invocation } from '../invocation.ts';

/**
 * Installs the Pulumi CLI, unless there is one.
 *
 * @throws {PulumiInstallationError} when that fails
 */
export async function ensurePulumi({
  environment,
  terminal,
}: Pick<Invocation, 'environment' | 'terminal'>): Promise<void> {
  try {
    await findPulumi(environment);
    return;
  } catch (error) {
    if (!(error instanceof PulumiCliError)) throw error;
  }
  terminal.progress(
    `Installing Pulumi ${pulumiVersionWanted()} into ${installationFolder(environment) ?? 'your home'}, with the installer of get.pulumi.com …`,
  );
  const bin = join(await installPulumi(environment), 'bin');
  terminal.progress(
    `Installed. This tool finds it there; to run pulumi yourself: export PATH="${bin}${delimiter}$PATH"`,
  );
}
