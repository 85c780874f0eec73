const secretName = /secret|password|token|authorization|api_?key|write_?key|private|pem$|^assertion$/i;

/** Shorter values would blot out ordinary words; no secret of Auth0's is that short. */
const shortestSecret = 6;

/**
 * The secrets inside a request body: every text below a property whose name says that it is secret.
 *
 * @param body JSON as it is sent
 */
export function secretsIn(body: unknown, insideSecret = false): string[] {
  if (typeof body === 'string') return insideSecret && body.length >= shortestSecret ? [body] : [];
  if (Array.isArray(body)) return body.flatMap((item) => secretsIn(item, insideSecret));
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    secretsIn(value, insideSecret || secretName.test(name)),
  );
}

/** The text with each of the secrets replaced by `[redacted]`, but for those that are too short to be any. */
export function redact(text: string, secrets: readonly string[]): string {
  return [...secrets]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((redacted, secret) => redacted.replaceAll(secret, '[redacted]'), text);
}
