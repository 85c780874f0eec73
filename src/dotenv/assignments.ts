/** One assignment as it stands in a `.env`. */
export interface Assignment {
  readonly name: string;
  /** Offset of its first character; its line may begin with indentation. */
  readonly start: number;
  /** Offset after its last character, before the line break. */
  readonly end: number;
  readonly indentation: string;
  readonly exported: boolean;
  /** `=` or `:` with the white space around it. */
  readonly separator: string;
  /** White space and comment after the value. */
  readonly trailer: string;
}

// dotenv's own grammar (README, "What rules does the parsing engine follow?"), taken apart. A quote that is never
// closed opens nothing, so its value ends with the line.
const assignment = new RegExp(
  [
    /^(?<indentation>[^\S\r\n]*)(?<exported>export\s+)?(?<name>[\w.-]+)(?<separator>\s*=\s*?|:\s+?)/,
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
    const {
      indentation = '',
      exported,
      name = '',
      separator = '',
      value = '',
      comment = '',
    } = match.groups ?? {};
    return {
      name,
      start: match.index,
      end: match.index + match[0].length,
      indentation,
      exported: exported !== undefined,
      separator: separator + (/^\s*(?=\S)/.exec(value)?.[0] ?? ''),
      trailer: (/\s*$/.exec(value)?.[0] ?? '') + comment,
    };
  });
}
