const MAX_LENGTH = 500;

/**
 * Text of others made fit for one line of a log: no control or formatting characters, which forge lines and
 * reorder them; no user name or password of a URL; 500 characters at most.
 */
export function logText(text: string): string {
  const line = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(\/\/|\\\\)[^\s/?#\\]*@/g, '$1')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
