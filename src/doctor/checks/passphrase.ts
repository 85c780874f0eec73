import { readConfigDocument } from '../../engine/config-document.ts';
import { opens, statedPassphrase } from '../../engine/stack-secrets.ts';
import { type DoctorCheck, type Diagnosis, ok, problem, skipped, warning } from '../check.ts';

/** Secrets in the state can be encrypted and read. */
export const passphrase: DoctorCheck = {
  id: 'passphrase',
  title: "The passphrase opens the stack's secrets",
  after: ['settings', 'backend'],
  examine: async (facts) => {
    if (facts.local)
      return skipped('The embedded engine encrypts nothing: state and tenant lie side by side.');
    const { directory, environment, stack } = facts.subject;
    const { stackFile } = facts.configuration;
    const file = `Pulumi.${stack}.yaml`;
    const { encryptionsalt: salt, secretsprovider: provider = 'passphrase' } = await readConfigDocument(
      stackFile,
      'Write it first.',
    );
    if (provider !== 'passphrase' && provider !== 'default') {
      const kind = typeof provider === 'string' ? provider.split(':')[0] : 'another kind';
      return skipped(`A key of ${kind} encrypts the secrets, as ${file} says.`);
    }
    const url = (await facts.backend())?.url ?? '';
    if (typeof salt !== 'string' && /^https?:/.test(url))
      return skipped('The backend encrypts secrets itself.');

    const stated = await statedPassphrase(environment, directory);
    if (stated === undefined)
      return problem(`No passphrase is set, and Pulumi encrypts the secrets of ${stack} with one.`, setIt);
    if (typeof salt === 'string' && !(await opens(stated, salt))) {
      return problem(`The passphrase that is set is not the one of encryptionsalt in ${file}.`, {
        steps: [
          'Set PULUMI_CONFIG_PASSPHRASE to the one that the stack was made with.',
          `If ${file} got its encryptionsalt in a rehearsal (tenant exec) and not from your own backend, take that line out.`,
        ],
      });
    }
    return judged(stated, facts.settings.production);
  },
};

const setIt = {
  steps: [
    'Choose a passphrase, keep it where the team keeps secrets, and set PULUMI_CONFIG_PASSPHRASE to it; or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.',
  ],
};

function judged(stated: string, production: boolean): Diagnosis {
  if (stated !== '' || !production) return ok('It is set.');
  return warning('The passphrase is empty: whoever reads the state of production reads the client secrets.', {
    steps: [
      'Change it with pulumi stack change-secrets-provider passphrase, and set PULUMI_CONFIG_PASSPHRASE to the new one.',
    ],
  });
}
