import { settingsWarnings } from '../../../infra/settings/settings-warnings.ts';
import { type DoctorCheck, ok, problem, warning } from '../check.ts';

/** The stack's files can be read, and its settings are such that a deploy begins. */
export const stackSettings: DoctorCheck = {
  id: 'settings',
  title: "The stack's settings can be used",
  after: ['node-version'],
  examine: (facts) => {
    const { configuration, stack } = facts.subject;
    const file = `Pulumi.${stack}.yaml`;
    if (configuration instanceof Error) {
      // Says by itself what to do, and of which file.
      return problem(configuration.message, { steps: ['Do as that says. The other checks wait for it.'] });
    }
    const warnings = settingsWarnings(configuration.settings);
    const { production, registration } = configuration.settings;
    if (warnings.length === 0) {
      return ok(`${file}: ${production ? 'production' : 'not production'}, registration ${registration}.`);
    }
    return warning(warnings.join(' '), {
      steps: [`Change it in ${file}, unless that is as you want it.`],
    });
  },
};
