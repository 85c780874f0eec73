/** A line of a difference: `-` is in the old text only, `+` in the new one only. */
export interface DiffLine {
  readonly sign: '-' | '+';
  readonly line: string;
}

/** How one text becomes another, line by line, by their longest common subsequence. For short texts: it takes their product. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  const [a, b] = [linesOf(from), linesOf(to)];
  const common = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i]![j] =
        a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const changes: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (j === b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changes.push({ sign: '-', line: a[i++]! });
    } else changes.push({ sign: '+', line: b[j++]! });
  }
  return changes;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
