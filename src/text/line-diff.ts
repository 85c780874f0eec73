/** A line of a difference: `-` is in the old text only, `+` in the new one only. */
export interface DiffLine {
  readonly sign: '-' | '+';
  readonly line: string;
}

/** What the comparison of two texts may cost, in pairs of lines; beyond that all lines between the first and the last that differ are new. */
const mostPairs = 4_000_000;

/** How one text becomes another, line by line, by their longest common subsequence. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  const [a, b] = withoutCommonEnds(linesOf(from), linesOf(to));
  if (a.length * b.length > mostPairs) return [...signed('-', a), ...signed('+', b)];
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

const signed = (sign: DiffLine['sign'], lines: readonly string[]): readonly DiffLine[] =>
  lines.map((line) => ({ sign, line }));

/** What begins and ends alike is left out: of long texts that are compared, most is. */
function withoutCommonEnds(
  a: readonly string[],
  b: readonly string[],
): [readonly string[], readonly string[]] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
