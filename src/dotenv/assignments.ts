/** One assignment as it stands in a `.env`. */
export interface Assignment {
  readonly name: string;
  /** Offset of its first character; its line may begin with indentation. */
  readonly start: number;
  /** Offset after its last character, before the line break. */
  readonly end: number;
  /** All before the value: indentation, `export`, name, `=` or `:`, and the white space between. */
  readonly head: string;
  readonly exported: boolean;
  /** White space and comment after the value. */
  readonly trailer: string;
}

// dotenv's own grammar (README, "What rules does the parsing engine follow?"), taken apart. A quote that is never
// closed opens nothing, so its value ends with the line. A `:` at the end of a line takes its value from the next.
const assignment = new RegExp(
  [
    /^(?<head>[^\S\r\n]*(?<exported>export\s+)?(?<name>[\w.-]+)(?:\s*=|:(?:\r\n|\s)))/,
    /(?<value>\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?/,
    /(?<comment>[^\S\r\n]*(?:#.*)?)$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'gm',
);

/**
 * Finds the assignments of a `.env`, exactly where dotenv finds them: quoted values may span lines, and what stands
 * inside them or in a comment is no assignment.
 */
export function findAssignments(text: string): Assignment[] {
  return [...text.matchAll(assignment)].map((match) => {
    const { head = '', exported, name = '', value = '', comment = '' } = match.groups ?? {};
    return {
      name,
      start: match.index,
      end: match.index + match[0].length,
      head: head + (/^\s*(?=\S)/.exec(value)?.[0] ?? ''),
      exported: exported !== undefined,
      trailer: (/\s*$/.exec(value)?.[0] ?? '') + comment,
    };
  });
}
