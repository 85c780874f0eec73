import { oneLine } from '../../text/one-line.ts';

const maxLength = 500;
/** Bounds the work on what others send. */
const maxRead = 4096;

/** With control characters in them, which URL parsers skip, but no space, where prose goes on. */
const credentialPattern = /(https?:[/\\]*|\/\/|\\\\)[^ /?#\\]*@/gi;

/**
 * Text of others made fit for one line of a log: no control or formatting characters, which forge lines and
 * reorder them; no user name or password of a URL; 500 characters at most.
 */
export function logText(text: string): string {
  return oneLine(text.slice(0, maxRead).replace(credentialPattern, '$1'), maxLength);
}
