/** A word as a POSIX shell reads it: it takes everything between single quotes as it is. */
export function shellWord(text: string): string {
  return /^[\w./:@=%,+-]+$/.test(text) ? text : shellQuoted(text);
}

/** A text between single quotes, whatever it holds. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
