import { findPulumi, PulumiCliError } from '../../engine/pulumi-cli.ts';
import { pulumiVersion } from '../../engine/pulumi-surroundings.ts';
import { type DoctorCheck, ok, problem, skipped, warning } from '../check.ts';
import { packageVersion } from '../../engine/package-version.ts';

/** The Pulumi CLI is there, and not older than the program's SDK. */
export const pulumiCli: DoctorCheck = {
  id: 'pulumi-cli',
  title: 'The Pulumi CLI is there',
  after: ['settings'],
  examine: async (facts) => {
    if (facts.local) return skipped('The embedded engine deploys to a tenant on this machine.');
    try {
      await findPulumi(facts.subject.environment);
    } catch (error) {
      if (!(error instanceof PulumiCliError)) throw error;
      return problem(error.message, {
        steps: ['Where you install it yourself, open a new terminal after that, whose PATH has it.'],
      });
    }
    const version = await pulumiVersion(facts.subject);
    const sdk = packageVersion('@pulumi/pulumi');
    const cure = { steps: ['Install a newer Pulumi CLI: https://www.pulumi.com/docs/install/'] };
    if (version === undefined) {
      return warning('This Pulumi does not say its version, which every release does.', cure);
    }
    return isOlder(version, sdk)
      ? warning(`Pulumi ${version} is older than the program's SDK, ${sdk}.`, cure)
      : ok(`Pulumi ${version}.`);
  },
};

function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at !== -1 && a[at]! < b[at]!;
}
