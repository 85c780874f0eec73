import { join } from 'node:path';
import { repository, runIn, whileServed, withProject } from './bench-project.ts';
import { type Benchmark, medians } from './measurement.ts';

/** A command as `npm ci` compiled it, and from its sources, as it ran before that and does after an edit. Runs take turns. */
const compiled = (name: string, words: readonly string[]): Benchmark => ({
  name: `compiled: ${name}`,
  unit: 'milliseconds',
  reference: 'from the sources',
  measure: () =>
    withProject(async (project) => {
      const { folder, cli } = project;
      await cli('up');
      const main = join(repository, 'src', 'cli', 'main.ts');
      const fromSources = [
        '--import',
        'tsx',
        '--eval',
        `import(${JSON.stringify(main)}).then((cli) => cli.main(process.argv))`,
      ];
      return whileServed(project, () =>
        medians({
          'from the sources': () =>
            runIn(folder, process.execPath, ...fromSources, '--', 'omnichat-auth0', ...words),
          compiled: () => cli(...words),
          'node, loading nothing': () => runIn(folder, process.execPath, '-e', '0'),
        }),
      );
    }),
});

export const compiledCommands: readonly Benchmark[] = [
  compiled('--version', ['--version']),
  compiled('preview', ['preview']),
  compiled('drift', ['drift']),
];
