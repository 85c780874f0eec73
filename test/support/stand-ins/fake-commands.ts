import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../project/temporary-folder.ts';

/** One answer of a fake command: what it prints and how it exits. */
export interface FakeAnswer {
  readonly stdout?: string;
  readonly exitCode?: number;
}

/** Programs on a `PATH` that answer from a script instead of doing anything, and remember how they were called. */
export interface FakeCommands {
  readonly path: string;
  /** Every call so far, oldest first: the command's name and arguments, joined by spaces. */
  calls(): Promise<string[]>;
}

/**
 * Puts fakes before everything else on the `PATH`. A call takes the first answer whose key its command line begins
 * with, and of that key's answers the next unused one, the last again and again. A call that no key foresees fails.
 */
export async function fakeCommands(
  names: readonly string[],
  answers: Readonly<Record<string, readonly FakeAnswer[]>>,
): Promise<FakeCommands> {
  const folder = await temporaryFolder();
  const log = join(folder, 'calls');
  await writeFile(log, '');

  const branches: string[] = [];
  for (const [index, [commandLine, sequence]] of Object.entries(answers).entries()) {
    const state = join(folder, `answers-${index}`);
    await mkdir(state);
    for (const [turn, { stdout = '', exitCode = 0 }] of sequence.entries()) {
      await writeFile(join(state, `${turn}.stdout`), stdout);
      await writeFile(join(state, `${turn}.exit`), String(exitCode));
    }
    branches.push(`${shellQuoted(commandLine)}*) state=${shellQuoted(state)} ;;`);
  }

  const script = [
    '#!/bin/bash',
    'line="$(basename "$0") $*"',
    `printf '%s\\n' "$line" >>${shellQuoted(log)}`,
    'case "$line" in',
    ...branches,
    '*) echo "unforeseen: $line" >&2; exit 99 ;;',
    'esac',
    'turn=$(cat "$state/turn" 2>/dev/null || echo 0)',
    '[ -e "$state/$turn.exit" ] || turn=$((turn - 1))',
    'echo $((turn + 1)) >"$state/turn"',
    'cat "$state/$turn.stdout"',
    'exit "$(cat "$state/$turn.exit")"',
  ].join('\n');
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of names) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }

  return {
    path: [bin, process.env['PATH']].join(delimiter),
    async calls() {
      return (await readFile(log, 'utf8')).split('\n').slice(0, -1);
    },
  };
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
