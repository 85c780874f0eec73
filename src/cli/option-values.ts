import { InvalidArgumentError } from 'commander';

/** Reads a `--port`. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}

/** Collects the values of an option that may be given several times. */
export function repeatable(value: string, given: readonly string[] = []): readonly string[] {
  return [...given, value];
}
