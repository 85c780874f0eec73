import * as pulumi from '@pulumi/pulumi';
import { parseSettings, type Settings, SettingsError } from '../settings/settings.ts';
import { settingsWarnings } from '../settings/settings-warnings.ts';
import { refusal } from './refusal.ts';

/**
 * The stack's settings, from Pulumi's configuration.
 *
 * @throws {pulumi.RunError} when they cannot be used: it stops the run before the first resource. An error that is only
 *   logged would leave an empty program, which Pulumi answers by deleting the stack.
 */
export async function readStackSettings(): Promise<Settings> {
  try {
    const settings = parseSettings(pulumi.runtime.allConfig(), pulumi.getStack());
    for (const warning of settingsWarnings(settings)) await pulumi.log.warn(warning);
    return settings;
  } catch (error) {
    throw error instanceof SettingsError ? refusal(error.message) : error;
  }
}
