/**
 * Breaks a line between words, so that it fits into `columns`, and indents all lines but the first. A word that does not fit
 * stays whole. Without `columns`, where nobody reads line by line, the line stays as it is.
 */
export function wrapWords(line: string, columns: number | undefined, indent: number): string {
  if (columns === undefined || line.length <= columns) return line;
  const margin = ' '.repeat(indent);
  const lines = [/^ */.exec(line)?.[0] ?? ''];
  for (const word of line.trimStart().split(' ')) {
    const last = lines.at(-1) ?? '';
    const isEmpty = last.trim() === '';
    if (isEmpty || last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = isEmpty ? last + word : `${last} ${word}`;
    else lines.push(margin + word);
  }
  return lines.join('\n');
}
