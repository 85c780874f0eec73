import { managerOf } from '../text/secret-reference.ts';
import type { DotenvReading } from './readers.ts';

/** Whether the file has a reference for that variable. */
export const isReferenceIn = (reading: DotenvReading, name: string): boolean =>
  managerOf(reading.stored(name)) !== undefined;

/**
 * The value of a variable: what the environment has for it where the file has a reference; undefined where it is not set, or nobody
 * resolved its reference.
 */
export function valueOf(
  name: string,
  inFile: string | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (managerOf(inFile) === undefined) return inFile;
  const found = environment[name];
  return managerOf(found) === undefined ? found : undefined;
}

/** The variables of a file with what references stand for; without those that nobody resolved. */
export const resolved = (
  variables: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const found = valueOf(name, value, environment);
      return found === undefined ? [] : [[name, found]];
    }),
  );
