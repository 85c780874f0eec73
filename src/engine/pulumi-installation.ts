import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ExpectedError } from '../text/expected-error.ts';
import { rootMessage } from '../text/root-message.ts';

/** The version of the Pulumi CLI that this project is tried with, the one of its workflows. */
export const pulumiVersionWanted = (): string =>
  readFileSync(new URL('../../ci/pulumi-version', import.meta.url), 'utf8').trim();

/** Where that version is put for one person; no `PATH` leads there. Undefined where the environment says no home. */
export function installationFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const home = environment['HOME'] || environment['USERPROFILE'];
  const pulumiHome = environment['PULUMI_HOME'] || (home && join(home, '.pulumi'));
  return pulumiHome && join(pulumiHome, 'versions', pulumiVersionWanted());
}

/** Pulumi could not be installed. */
class PulumiInstallationError extends ExpectedError {
  override readonly name = 'PulumiInstallationError';
  readonly code = 'PULUMI_NOT_INSTALLED';
}

/** What of Pulumi's SDK installs its CLI (`@pulumi/pulumi/automation`, `PulumiCommand.install`). */
interface AutomationApi {
  readonly PulumiCommand: {
    install(options: { readonly root: string; readonly version: unknown }): Promise<unknown>;
  };
}

/**
 * Has Pulumi's SDK download its installer from get.pulumi.com and put the wanted version into {@link installationFolder}.
 *
 * @returns that folder
 * @throws {PulumiInstallationError} when it cannot be loaded, or there is no home
 */
export async function installPulumi(environment: NodeJS.ProcessEnv): Promise<string> {
  const root = installationFolder(environment);
  if (root === undefined) {
    throw new PulumiInstallationError(
      'Pulumi cannot be installed: neither HOME nor PULUMI_HOME says where to. Set one of them.',
    );
  }
  try {
    const ofPulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
    const { PulumiCommand } = ofPulumi('./automation') as AutomationApi;
    const { SemVer } = ofPulumi('semver') as { readonly SemVer: new (version: string) => unknown };
    await PulumiCommand.install({ root, version: new SemVer(pulumiVersionWanted()) });
    return root;
  } catch (cause) {
    throw new PulumiInstallationError(
      `Pulumi ${pulumiVersionWanted()} cannot be installed into ${root}: ${rootMessage(cause)}. ` +
        'Install it yourself: https://www.pulumi.com/docs/install/',
      { cause },
    );
  }
}
