import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockHeader, editDotenv } from '../../src/dotenv/edit.ts';
import { encodeValue } from '../../src/dotenv/encode.ts';
import { readers } from '../../src/dotenv/readers.ts';
import type { Variable } from '../../src/dotenv/variables.ts';

function variable(name: string, value: string | undefined): Variable {
  return { name, value, comment: `About ${name}.`, secret: false };
}

const [one, two, three] = [variable('ONE', '1'), variable('TWO', '2'), variable('THREE', '3')];

describe('a new file', () => {
  test('is the marked block, a comment above each variable, in the order given', () => {
    expect(editDotenv('', [one, two])).toBe(`${blockHeader}\n# About ONE.\nONE=1\n# About TWO.\nTWO=2\n`);
  });
});

describe('an existing file', () => {
  test('keeps all but our values', () => {
    const text = `# It's mine
PORT=3000

  export ONE = "old" # keep me
MINE='several
ONE=lines
'
#ONE=commented out
TWO=old#and me
`;
    expect(editDotenv(text, [one, two])).toBe(`# It's mine
PORT=3000

  export ONE = 1 # keep me
MINE='several
ONE=lines
'
#ONE=commented out
TWO=2 #and me
`);
  });

  test('is not touched where a value is right, however it is spelled', () => {
    const text = `export ONE="1"\nTWO='2' # two`;
    expect(editDotenv(text, [one, two])).toBe(text);
  });

  test('gets new variables in a marked block at its end', () => {
    expect(editDotenv('PORT=3000\nONE=old\n', [one, two])).toBe(
      `PORT=3000\nONE=1\n\n${blockHeader}\n# About TWO.\nTWO=2\n`,
    );
  });

  test('gets a variable of a later run into the block, after its predecessor', () => {
    const text = `${blockHeader}\n# About ONE.\nONE=1\n# About THREE.\nTHREE=3\nMINE=4\n`;
    expect(editDotenv(text, [one, two, three])).toBe(
      `${blockHeader}\n# About ONE.\nONE=1\n# About TWO.\nTWO=2\n# About THREE.\nTHREE=3\nMINE=4\n`,
    );
  });

  test('gets a variable without a predecessor in the block to the top of it', () => {
    expect(editDotenv(`ONE=1\n${blockHeader}\nMINE=4\n`, [one, two])).toBe(
      `ONE=1\n${blockHeader}\n# About TWO.\nTWO=2\nMINE=4\n`,
    );
  });

  test('gets the new value wherever it sets a variable', () => {
    expect(editDotenv('ONE=old\nMINE=4\nexport ONE=older\n', [one])).toBe('ONE=1\nMINE=4\nexport ONE=1\n');
  });

  test('loses a variable without a value, wherever it stands, and the comment this tool wrote above it', () => {
    const text = `ONE=old\n# mine\nONE='o\nld' # mine\n\n${blockHeader}\n# About ONE.\nONE=1\n# About TWO.\nTWO=2\n`;
    expect(editDotenv(text, [variable('ONE', undefined), two])).toBe(
      `# mine\n\n${blockHeader}\n# About TWO.\nTWO=2\n`,
    );
  });

  test('keeps CRLF line ends, also for new lines', () => {
    expect(editDotenv('MINE=4\r\nONE=old # x\r\n', [one, two])).toBe(
      `MINE=4\r\nONE=1 # x\r\n\r\n${blockHeader}\r\n# About TWO.\r\nTWO=2\r\n`,
    );
  });

  test('keeps its byte-order mark, in front of our variable too', () => {
    expect(editDotenv('\uFEFFONE=old\n', [one])).toBe('\uFEFFONE=1\n');
    expect(editDotenv('\uFEFFONE=old\n', [variable('ONE', undefined)])).toBe('\uFEFF');
  });

  test('keeps a missing last line break', () => {
    expect(editDotenv('ONE=old', [one])).toBe('ONE=1');
    expect(editDotenv('MINE=4', [one])).toBe(`MINE=4\n\n${blockHeader}\n# About ONE.\nONE=1`);
  });

  test.each([
    ['ONE: old', 'ONE=1'],
    ['ONE: 1', 'ONE=1'],
    ['\tONE=1 # x', 'ONE=1 # x'],
    ['export\tONE=old', 'export ONE=1'],
    ['ONE=\told', 'ONE=1'],
    ["ONE=\n'1'", 'ONE=1'],
    ["ONE='1' + '1'", 'ONE=1'],
  ])('rewrites %j, which some reader misreads, as %j', (spelling, rewritten) => {
    expect(editDotenv(`MINE=4\n${spelling}\n`, [one])).toBe(`MINE=4\n${rewritten}\n`);
  });
});

describe('any well-formed file', () => {
  const value = fc
    .string({ unit: fc.constantFrom(...Array.from('\'"`\\$#=: \nAéONE')), maxLength: 12 })
    .filter((candidate) => isEncodable(candidate));
  const spelling = fc.constantFrom<(name: string, encoded: string) => string>(
    (name, encoded) => `${name}=${encoded}`,
    (name, encoded) => `export ${name}=${encoded}`,
    (name, encoded) => `  ${name} = ${encoded} # it's "mine"`,
  );
  const assignment = fc
    .tuple(fc.constantFrom('ONE', 'TWO', 'MINE', 'YOURS'), value, spelling)
    .map(([name, plain, spell]) => spell(name, encodeValue(name, plain)));
  const line = fc.oneof(assignment, fc.constantFrom('', "# it's", '#ONE=1', blockHeader, '# About ONE.'));
  const file = fc
    .tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(line, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(([mark, lines, eol, closed]) => mark + lines.join(eol) + (closed && lines.length > 0 ? eol : ''));
  const wanted = fc
    .tuple(fc.option(value, { nil: undefined }), fc.option(value, { nil: undefined }))
    .map(([first, second]) => [variable('ONE', first), variable('TWO', second)]);

  test('gives both readers our values and all others as before, and a second edit changes nothing', () => {
    fc.assert(
      fc.property(file, wanted, (before, variables) => {
        const after = editDotenv(before, variables);
        for (const { read } of readers) {
          const [was, is] = [read(before), read(after)];
          expect([is['MINE'], is['YOURS']]).toEqual([was['MINE'], was['YOURS']]);
          expect([is['ONE'], is['TWO']]).toEqual(variables.map(({ value: plain }) => plain));
        }
        expect(editDotenv(after, variables)).toBe(after);
      }),
      { numRuns: 3000 },
    );
  });

  function isEncodable(candidate: string): boolean {
    try {
      encodeValue('V', candidate);
      return true;
    } catch {
      return false;
    }
  }
});
