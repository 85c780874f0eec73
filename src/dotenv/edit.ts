import { type Assignment, findAssignments } from './assignments.ts';
import { encodeValue } from './encode.ts';
import { dotenvReading } from './readers.ts';
import type { Variable } from './variables.ts';

const headerStart = '# omnichat-auth0: from the stack';

/** The line above the variables that this tool added to a file. */
export const blockHeader = `${headerStart}. Changes to these variables are overwritten.`;

/**
 * Sets variables in the text of a `.env` and leaves every other byte as it is: foreign variables, comments, order,
 * `export`, trailing comments, line endings, byte-order mark and a missing last line break.
 *
 * - A variable that the file sets more than once gets the new value everywhere: readers differ in which one counts,
 *   and an old secret must not stay behind.
 * - A variable without a value is removed, with the comment this tool wrote above it: a registrar that is gone leaves a
 *   secret that no longer works, and a server that still finds it would use it.
 * - A variable that the file lacks goes into a marked block, in the order given.
 *
 * Editing its own result changes nothing.
 *
 * @throws {DotenvError} `DOTENV_VALUE_NOT_ENCODABLE`
 */
export function editDotenv(text: string, variables: readonly Variable[]): string {
  const byteOrderMark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const open = text.length > byteOrderMark.length && !/[\r\n]$/.test(text);

  let body = text.slice(byteOrderMark.length) + (open ? eol : '');
  body = setOrRemove(body, variables, eol);
  body = addMissing(body, variables, eol);
  return byteOrderMark + (open && body.endsWith(eol) ? body.slice(0, -eol.length) : body);
}

function setOrRemove(text: string, variables: readonly Variable[], eol: string): string {
  const ours = new Map(variables.map((variable) => [variable.name, variable]));
  let edited = '';
  let offset = 0;
  for (const assignment of findAssignments(text)) {
    const variable = ours.get(assignment.name);
    if (variable === undefined) continue;
    const before = text.slice(offset, assignment.start);
    offset = assignment.end;
    if (variable.value === undefined) {
      edited += withoutComment(before, variable, eol);
      offset += /^\r?\n/.exec(text.slice(offset, offset + 2))?.[0].length ?? 0;
    } else {
      edited += before + rewrite(text.slice(assignment.start, offset), assignment, variable.value);
    }
  }
  return edited + text.slice(offset);
}

function withoutComment(before: string, { comment }: Variable, eol: string): string {
  const line = `# ${comment}${eol}`;
  return before.endsWith(line) ? before.slice(0, -line.length) : before;
}

// What dotenv and the parsers of Node 20, 22 and 24 agree on; each of them trips over tabs or `:` in its own way.
const portableHead = /^ *(?:export )?[\w.-]+ *= *$/;

/** The assignment as it stands if it is right, else with as much of its spelling as every reader understands. */
function rewrite(original: string, { name, head, exported, trailer }: Assignment, value: string): string {
  const portable = portableHead.test(head);
  if (portable && dotenvReading(original).gets(name, value)) return original;
  const prefix = portable ? head : `${exported ? 'export ' : ''}${name}=`;
  return prefix + encodeValue(name, value) + trailer.replace(/^#/, ' #');
}

function addMissing(text: string, variables: readonly Variable[], eol: string): string {
  const present = new Set(findAssignments(text).map(({ name }) => name));
  let edited = text;
  for (const [index, { name, comment, value }] of variables.entries()) {
    if (value === undefined || present.has(name)) continue;
    const line = `# ${comment}${eol}${name}=${encodeValue(name, value)}${eol}`;
    edited = withHeader(edited, eol);
    const offset = insertionPoint(edited, variables.slice(0, index));
    edited = edited.slice(0, offset) + line + edited.slice(offset);
  }
  return edited;
}

function withHeader(text: string, eol: string): string {
  if (headerEnd(text) !== undefined) return text;
  return `${text}${text === '' ? '' : eol}${blockHeader}${eol}`;
}

function headerEnd(text: string): number | undefined {
  const start = text.startsWith(headerStart) ? 0 : text.indexOf(`\n${headerStart}`);
  return start === -1 ? undefined : lineEnd(text, start + headerStart.length);
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** After the nearest predecessor that stands in the block, else at the top of the block. */
function insertionPoint(text: string, predecessors: readonly Variable[]): number {
  const top = headerEnd(text) ?? text.length;
  const inBlock = findAssignments(text).filter(({ start }) => start >= top);
  for (const { name } of predecessors.toReversed()) {
    const assignment = inBlock.find((candidate) => candidate.name === name);
    if (assignment !== undefined) return lineEnd(text, assignment.end);
  }
  return top;
}
