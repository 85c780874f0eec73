import { stripVTControlCharacters } from 'node:util';
import { ownCommand } from './own-command.ts';

/**
 * Breaks the lines of a text between words, so that they fit a terminal; what goes on below begins where the line's first word did, of a
 * line in columns, which two spaces part, where its last one did if that leaves it half of the width.
 * What a person copies stays in one piece, however long: a command of this tool, and what stands between backticks.
 *
 * @param columns the width of the terminal; undefined where nobody reads line by line, and the text stays as it is
 */
export function wrapWords(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const fits = (line: string) => visibleLength(line) <= columns;
  return text
    .split('\n')
    .flatMap((line) => (fits(line) ? [line] : wrappedLine(line, fits, columns)))
    .join('\n');
}

function wrappedLine(line: string, fits: (line: string) => boolean, columns: number): readonly string[] {
  const margin = ' '.repeat(marginOf(stripVTControlCharacters(line), columns));
  const [first = '', ...words] = wordsOf(line);
  const lines = [first];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    const longer = `${last} ${word}`;
    // A mark does not stand alone, whatever follows it.
    const isBegun = visibleLength(last) >= margin.length || lines.length > 1;
    if (fits(longer) || !isBegun) lines[lines.length - 1] = longer;
    else if (word !== '') lines.push(margin + word);
  }
  return lines;
}

function marginOf(line: string, columns: number): number {
  const lastColumn = line.slice(0, columns / 2).lastIndexOf('  ') + 2;
  return Math.max(lastColumn === 1 ? 0 : lastColumn, beforeFirstWord.exec(line)?.[0].length ?? 0);
}

/** Spaces, and the mark or the number of an item of a list. */
const beforeFirstWord = /^ *(?:[^\p{L}\p{N}\s] |\d+\. )?/u;

/** Words with single spaces between them; several spaces make empty ones. */
function wordsOf(line: string): readonly string[] {
  const spacesKept = line.replace(inOnePiece, (piece) => piece.replaceAll(' ', keptSpace));
  return spacesKept.split(' ').map((word) => word.replaceAll(keptSpace, ' '));
}

const keptSpace = '\0';

/** A command goes on until the punctuation of the sentence that it stands in. */
const inOnePiece = new RegExp(`\`[^\`]*\`|${ownCommand(String.raw`(?:'[^']*'|[;,.](?=\S)|[^';,.])*`)}`, 'g');

const visibleLength = (line: string) => stripVTControlCharacters(line).length;
