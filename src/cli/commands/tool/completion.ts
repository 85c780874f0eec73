import { Argument } from 'commander';
import { candidates } from '../../completion/candidates.ts';
import { shells, shellScripts } from '../../completion/shell-scripts.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandDefinition } from '../../invocation.ts';
import { stacksIn } from '../../several/named-stacks.ts';

const topics = [...shells, 'words'] as const;

/** `completion`: the script for a shell, and what that script asks for each time. */
export const defineCompletion: CommandDefinition = (command, run, whole) => {
  command
    .addArgument(new Argument('<shell>', 'whose script, or "words" for what may come next').choices(topics))
    .argument('[words...]', 'what was typed so far, the last word perhaps empty; behind --')
    .action(
      run(async ({ directory }, { terminal }, [topic, ...words]) => {
        const shell = shells.find((each) => each === topic);
        const lines =
          shell === undefined
            ? candidates(await whole(), words, await stacksIn(directory).catch(() => []))
            : [shellScripts[shell]];
        if (lines.length > 0) terminal.verbatim(lines.join('\n'));
        return exitCodes.ok;
      }),
    );
};
