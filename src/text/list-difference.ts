/** What one list has that the other has not, as texts. */
export interface ListDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What came to a list and what went; both empty where only the order differs. */
export function listDifference(from: readonly unknown[], to: readonly unknown[]): ListDifference {
  const [before, after] = [from.map(itemText), to.map(itemText)];
  return {
    added: after.filter((item) => !before.includes(item)),
    removed: before.filter((item) => !after.includes(item)),
  };
}

/** A value in a line of its own: a text as it is, anything else as JSON. */
export const itemText = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
