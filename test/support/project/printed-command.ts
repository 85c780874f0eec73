import type { Mend } from '../../../src/drift/mends/mend.ts';
import { deleteMend } from '../../../src/drift/mends/delete-mend.ts';
import { setMend } from '../../../src/drift/mends/set-mend.ts';
import type { ManagementClient } from '../../../src/management/management-client.ts';
import { execFileSync } from 'node:child_process';
import { ownCommand } from '../../../src/text/own-command.ts';

/** What was printed from elsewhere as it reads in the project: its commands name no folder. */
export const inProject = (project: string, printed: string): string =>
  printed.replaceAll(` -C ${project} `, ' ');

/** The words of a printed command of this tool, as a shell reads them; any other is no such command, and an error. */
export function wordsOf(printed: string): readonly string[] {
  const prefix = ownCommand('');
  if (!printed.startsWith(prefix)) throw new Error(`No command of this tool: ${printed}`);
  const script = `set -- ${printed.slice(prefix.length)}\nprintf '%s\\0' "$@"`;
  return execFileSync('sh', ['-euc', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** Does what a printed `mend` command does, with a client of the test's own where no project has the tenant. */
export async function carryOutMend(client: ManagementClient, printed: string): Promise<void> {
  const [group, verb = '', address = '', ...pairs] = wordsOf(printed.replace(/ (-s|--domain) \S+$/, ''));
  const mends: Readonly<Record<string, () => Mend>> = {
    set: () => setMend(address, pairs),
    delete: () => deleteMend(address),
  };
  const mend = group === 'mend' ? mends[verb] : undefined;
  if (mend === undefined) throw new Error(`No mend: ${printed}`);
  await (await mend().prepare(client))?.carryOut();
}
