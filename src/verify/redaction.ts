import { formEncoded } from '../http/client-secret-basic.ts';
import { oneLine } from '../text/one-line.ts';
import { redact } from '../text/redaction.ts';

const longestText = 1_000;

const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/**
 * Takes secrets out of what is shown: those that it was told, as they are and as forms and headers carry them, and every JWT. What is
 * left is one line that a terminal may show: no control or formatting characters, 1,000 characters at most.
 */
export class Redactor {
  readonly #secrets = new Set<string>();

  keepSecret(secret: string): void {
    for (const form of [secret, encodeURIComponent(secret), formEncoded(secret)]) this.#secrets.add(form);
  }

  /** Makes a text fit to be shown. */
  redact(text: string): string {
    return oneLine(redact(text, [...this.#secrets]).replace(jwt, '[redacted]'), longestText);
  }
}
