import { oneLine } from '../text/one-line.ts';
import { redact } from '../text/redaction.ts';

/** Takes secrets out of what is shown. */
export interface Redactor {
  readonly keepSecret: (secret: string) => void;
  /** Makes a text fit to be shown. */
  readonly redact: (text: string) => string;
}

const longestText = 1_000;

const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/**
 * Knows the secrets it was told, as they are and as forms and headers carry them, and a JWT when it sees one. What is left is
 * one line that a terminal may show: no control or formatting characters, 1,000 characters at most.
 */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    keepSecret: (secret) => {
      for (const form of [secret, encodeURIComponent(secret), formEncoded(secret)]) secrets.add(form);
    },
    redact: (text) => oneLine(redact(text, [...secrets]).replace(jwt, '[redacted]'), longestText),
  };
}

/** An id and a secret as `client_secret_basic` sends them, without the scheme (RFC 6749 §2.3.1). */
export function basicCredentials(clientId: string, clientSecret: string): string {
  return Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
}

const formEncoded = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
