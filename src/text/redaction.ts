/** What Auth0 calls a text, or texts, that nobody else may see. A captcha's site key stands in every page that shows one. */
const secretName =
  /(?:secret|password|password_hash|password_history|token|authorization|assertion|(?<!public_?|site_?)key|smtp_pass|access_?key_?id|connectionString|p12|server_credentials|sumoSourceAddress)$/i;

/** What is secret whole, under names that somebody chose. */
const chosenNames = new Set(['httpCustomHeaders', 'configuration']);

/** An Action's, by name and value; and where a private key may have been put in the place of a public one. */
const quotedNowhere = new Set(['secrets', 'pem']);

/**
 * Whether a property of Auth0's documents is secret, by its name. Objects of such a name are settings, as those of a connection's
 * `password_history`.
 */
export function isSecret(name: string, value: unknown): boolean {
  if (chosenNames.has(name)) return true;
  return secretName.test(name) && [value].flat().every((text) => typeof text === 'string');
}

/** Shorter values would blot out ordinary words; no secret of Auth0's is that short. */
const shortestSecret = 6;

/**
 * The secrets inside a request body: every text below a property that is secret.
 *
 * @param body JSON as it is sent
 */
export function secretsIn(body: unknown, insideSecret = false): string[] {
  if (typeof body === 'string') return insideSecret && body.length >= shortestSecret ? [body] : [];
  if (Array.isArray(body)) return body.flatMap((item) => secretsIn(item, insideSecret));
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    secretsIn(value, insideSecret || quotedNowhere.has(name) || isSecret(name, value)),
  );
}

/** The text with each of the secrets replaced by `[redacted]`, but for those that are too short to be any. */
export function redact(text: string, secrets: readonly string[]): string {
  return [...secrets]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((redacted, secret) => redacted.replaceAll(secret, '[redacted]'), text);
}
