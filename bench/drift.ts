import { newClient } from '../src/local-tenant/rules/client-defaults.ts';
import { readState, writeState } from '../src/local-tenant/state/state-file.ts';
import { findPulumi } from '../src/engine/pulumi-cli.ts';
import { runIn, whileServed, withProject } from './bench-project.ts';
import { type Benchmark, median } from './measurement.ts';

/** `drift` as a whole process on a tenant that is being served, and with 10,000 applications more. */
export const drift: Benchmark = {
  name: 'drift',
  unit: 'milliseconds',
  reference: 'drift',
  measure: () =>
    withProject(async (project) => {
      const { folder, tenantDirectory, cli } = project;
      await cli('up');
      const small = await whileServed(project, () => median(() => cli('drift')));
      const bare = await median(() => runIn(folder, process.execPath, '-e', '0'));
      await addApplications(tenantDirectory, 10_000);
      const large = await whileServed(project, () => median(() => cli('drift')));
      return [
        { name: 'drift', medianMs: small },
        { name: 'drift with 10,000 applications', medianMs: large },
        { name: 'node, loading nothing', medianMs: bare },
      ];
    }),
};

/** `drift` beside the two ways in which the Pulumi CLI looks for drift, on a tenant that it deployed. */
export const driftBesidePulumi: Benchmark = {
  name: 'drift beside Pulumi',
  unit: 'milliseconds',
  reference: 'drift',
  async measure() {
    try {
      await findPulumi(process.env);
    } catch (error) {
      return (error as Error).message;
    }
    return withProject(async (project) => {
      const { cli } = project;
      await cli('up', '--engine', 'pulumi', '--no-input');
      const pulumi = (...words: readonly string[]) =>
        median(() =>
          cli('tenant', 'exec', '--', 'pulumi', ...words, '--stack', 'local', '--non-interactive'),
        );
      return whileServed(project, async () => [
        { name: 'drift', medianMs: await median(() => cli('drift')) },
        {
          name: 'pulumi refresh --preview-only --expect-no-changes',
          medianMs: await pulumi('refresh', '--preview-only', '--expect-no-changes'),
        },
        {
          name: 'pulumi preview --refresh --expect-no-changes',
          medianMs: await pulumi('preview', '--refresh', '--expect-no-changes'),
        },
      ]);
    });
  },
};

/** Straight into the saved state: by the API each one would be saved for itself. */
async function addApplications(directory: string, count: number): Promise<void> {
  const state = await readState(directory);
  if (state === undefined) throw new Error(`there is no tenant in ${directory}`);
  const registrants = Array.from({ length: count }, () =>
    newClient({
      name: 'ChatGPT',
      is_first_party: false,
      token_endpoint_auth_method: 'none',
      callbacks: ['https://chatgpt.com/connector/oauth/abc'],
    }),
  );
  await writeState(directory, { ...state, clients: [...state.clients, ...registrants] });
}
