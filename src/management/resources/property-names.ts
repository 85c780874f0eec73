/** `jwtConfiguration` → `jwt_configuration`: how the provider names what the API calls otherwise. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** `jwt_configuration` → `jwtConfiguration`. */
export function pulumiName(wire: string): string {
  return wire.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
