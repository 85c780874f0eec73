/**
 * Text of others as one line: control and formatting characters, which forge lines, reorder and colour them, become spaces;
 * cut at `maxLength`, if there is one.
 */
export function oneLine(text: string, maxLength = Infinity): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
