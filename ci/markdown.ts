/** GitHub takes 65,536 characters in a comment or an issue; this leaves room for what stands around the text. */
const textLimit = 64_000;

/** The text if it fits a comment, or its first lines and where the rest is. */
export function shortened(text: string, runUrl: string): string {
  if (text.length <= textLimit) return text;
  const end = text.lastIndexOf('\n', textLimit);
  return `${text.slice(0, end > 0 ? end : textLimit)}\n… shortened: ${runUrl} has the whole of it.`;
}

/** A code block that the text cannot end: its fence is longer than any run of backticks inside (CommonMark §4.5). */
export function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}\n${text}\n${fence}`;
}
