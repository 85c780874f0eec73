import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withTemporaryFolder } from '../files/temporary-folder.ts';
import { readPrinted } from './pulumi-surroundings.ts';
import { askPulumi, failedPulumi, type PulumiInvocation, pulumiState } from './pulumi-cli.ts';

/** What `pulumi stack export` prints, as far as resources depend on one another. */
const exported = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(
      z.looseObject({
        urn: z.string(),
        type: z.string(),
        id: z.string().optional(),
        dependencies: z.array(z.string()).optional(),
        propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
      }),
    ),
  }),
});

type Resource = z.infer<typeof exported>['deployment']['resources'][number];

/**
 * Has Pulumi forget resources of a stack, whoever depends on them: exports the state, and imports it without them. `pulumi state delete`
 * forgets nothing that another resource depends on, or that one as well. Secrets stay encrypted, and the tenant as it is.
 *
 * @throws {PulumiCliError} when there is no Pulumi CLI or no such stack, or the state cannot be read or written
 */
export async function forgetResources(
  invocation: PulumiInvocation,
  isForgotten: (resource: Pick<Resource, 'type' | 'id'>) => boolean,
): Promise<void> {
  const state = readPrinted(exported, await pulumiState(invocation), 'stack export');
  const { resources } = state.deployment;
  const forgotten = new Set(resources.filter(isForgotten).map(({ urn }) => urn));
  if (forgotten.size === 0) return;
  const isKept = (urn: string) => !forgotten.has(urn);
  const kept = resources
    .filter(({ urn }) => isKept(urn))
    .map(({ dependencies, propertyDependencies, ...resource }) => ({
      ...resource,
      ...(dependencies && { dependencies: dependencies.filter(isKept) }),
      ...(propertyDependencies && {
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([name, urns]) => [name, urns?.filter(isKept) ?? null]),
        ),
      }),
    }));
  await importState(invocation, { ...state, deployment: { ...state.deployment, resources: kept } });
}

async function importState(invocation: PulumiInvocation, state: object): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, 'state.json');
    await writeFile(file, JSON.stringify(state));
    const command = ['stack', 'import', '--file', file, '--non-interactive', '--stack', invocation.stack];
    const { exitCode, complaint } = await askPulumi(command, invocation);
    if (exitCode !== 0) throw failedPulumi(command, { exitCode, complaint });
  });
}
