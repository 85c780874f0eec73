import { resolve } from 'node:path';
import { compiledMain } from '../../../bin/build-record.js';
import { compileCommandLine } from '../../../build/command-line.ts';

/** Compiles the command line where it is out of date: every process that the tests start would compile the sources itself. */
export async function setup(): Promise<void> {
  const repository = resolve(import.meta.dirname, '../../..');
  if (compiledMain(repository) === undefined) await compileCommandLine(repository);
}
