import { appendFile, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DotenvError } from '../../dotenv/error.ts';
import { readDotenvFile } from '../../dotenv/file.ts';
import { refuseUnlessIgnored } from '../../dotenv/git.ts';
import { dotenvName } from '../../engine/stack-commands.ts';
import { type DoctorCheck, ok, problem } from '../check.ts';

/** `env` refuses a file that git would commit. */
export const dotenvIgnored: DoctorCheck = {
  id: 'dotenv-ignored',
  title: "Git ignores the stack's .env",
  after: [],
  examine: async ({ subject }) => {
    const name = dotenvName(subject.stack);
    const { path } = await readDotenvFile(resolve(subject.directory, name));
    try {
      await refuseUnlessIgnored(path);
      return ok(`${name} cannot be committed by accident.`);
    } catch (error) {
      if (!(error instanceof DotenvError)) throw error;
      if (error.code !== 'DOTENV_FILE_NOT_IGNORED') return problem(error.message, { steps: [] });
      return problem(error.message, {
        steps: [`Add a line ${name} to .gitignore.`],
        fix: () => ignore(path),
      });
    }
  },
};

async function ignore(path: string): Promise<void> {
  const file = join(dirname(path), '.gitignore');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}/${basename(path)}\n`);
}
