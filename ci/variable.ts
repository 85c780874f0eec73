/**
 * Reads an environment variable that the job cannot do without.
 *
 * @throws when it is unset or empty; the message ends with `cure`
 */
export function variable(environment: NodeJS.ProcessEnv, name: string, cure: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(`${name} is not set. ${cure}`);
}
