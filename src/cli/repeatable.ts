/** Collects the values of an option that may be given several times. */
export function repeatable(value: string, given: readonly string[] = []): readonly string[] {
  return [...given, value];
}
