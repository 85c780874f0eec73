import { installPlugin, pluginVersions } from '../../engine/pulumi-surroundings.ts';
import { type DoctorCheck, ok, skipped, warning } from '../check.ts';
import { packageVersion } from '../../engine/package-version.ts';

/** Pulumi has the version of the Auth0 provider that the program was written for. */
export const pulumiPlugin: DoctorCheck = {
  id: 'pulumi-plugin',
  title: 'Pulumi has the Auth0 provider',
  after: ['pulumi-cli'],
  examine: async (facts) => {
    if (facts.local) return skipped('The embedded engine needs no provider.');
    const wanted = packageVersion('@pulumi/auth0');
    const versions = await pluginVersions('auth0', facts.subject);
    if (versions.includes(wanted)) return ok(`Provider ${wanted}.`);
    const others = versions.length === 0 ? '' : ` It has ${versions.join(', ')}.`;
    return warning(
      `Pulumi does not have provider auth0 ${wanted} yet, and loads it in the first run.${others}`,
      {
        commands: [`pulumi plugin install resource auth0 ${wanted}`],
        fix: () => installPlugin('auth0', wanted, facts.subject),
      },
    );
  },
};
