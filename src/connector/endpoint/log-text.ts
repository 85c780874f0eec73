import { oneLine } from '../../text/one-line.ts';

const MAX_LENGTH = 500;
/** Bounds the work on what others send. */
const MAX_READ = 4096;

/** With control characters in them, which URL parsers skip, but no space, where prose goes on. */
const CREDENTIALS = /(https?:[/\\]*|\/\/|\\\\)[^ /?#\\]*@/gi;

/**
 * Text of others made fit for one line of a log: no control or formatting characters, which forge lines and
 * reorder them; no user name or password of a URL; 500 characters at most.
 */
export function logText(text: string): string {
  return oneLine(text.slice(0, MAX_READ).replace(CREDENTIALS, '$1'), MAX_LENGTH);
}
