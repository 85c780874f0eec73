import { readdir } from 'node:fs/promises';
import { stackFolder } from '../../engine/stack-file.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions } from '../invocation.ts';
import { externalIssuerOf } from '../stack/external-issuer.ts';

/** The stacks that a project has a file of. */
export async function stacksIn(directory: string): Promise<readonly string[]> {
  const files = await readdir(await stackFolder(directory));
  return files.flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []).toSorted();
}

/**
 * The stacks that a command for several is about: those that were named, each once, else `local`; or every one of the project.
 *
 * @param meant.external whether every one includes those whose authorization server is none of Auth0's
 * @throws {CliError} when the project has none
 */
export async function namedStacks(
  { stacks, directory }: Pick<GlobalOptions, 'stacks' | 'directory'>,
  { every, external }: { readonly every: boolean; readonly external: boolean },
): Promise<readonly string[]> {
  if (!every) return stacks.length === 0 ? ['local'] : [...new Set(stacks)];
  const found = await stacksIn(directory);
  const elsewhere = await Promise.all(
    external ? [] : found.map((stack) => externalIssuerOf({ directory, stacks: [stack] })),
  );
  const meant = found.filter((_, index) => elsewhere[index] === undefined);
  if (meant.length > 0) return meant;
  throw new CliError(
    `There is no Pulumi.<stack>.yaml${external ? '' : ' of an Auth0 tenant'} in ${directory}. Name the project's directory with -C.`,
  );
}
