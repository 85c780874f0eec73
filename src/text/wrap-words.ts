/**
 * Breaks a line between words, so that it fits into `columns`, and indents all lines but the first. A word that does not fit
 * stays whole. The line stays as it is without `columns`, where nobody reads line by line, and with 0 of them, which is what a
 * terminal says that does not know its width.
 */
export function wrapWords(line: string, columns: number | undefined, indent: number): string {
  if (columns === undefined || columns === 0 || line.length <= columns) return line;
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
