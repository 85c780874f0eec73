import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { processTerminal } from '../../src/cli/terminal.ts';
import { ownCommand } from '../../src/text/own-command.ts';

const words = 'many words for a person who reads line by line';
const command = ownCommand('tenant exec -- pulumi stack select --create local');

function streams(properties: { readonly isTTY: boolean; readonly columns?: number }) {
  const stream = () =>
    Object.assign(new PassThrough(), properties) as unknown as NodeJS.WriteStream & PassThrough;
  const [stdout, stderr] = [stream(), stream()];
  return { stdout, stderr, read: () => [stdout, stderr].map((each) => String(each.read() ?? '')) };
}

test('a terminal is given lines that fit it, and commands in one piece', () => {
  const given = streams({ isTTY: true, columns: 20 });
  const terminal = processTerminal({ json: false }, given);
  terminal.result(`${words}\n  ${command}`);
  terminal.progress(words);
  const broken = 'many words for a\nperson who reads\nline by line\n';
  expect(given.read()).toEqual([`${broken}  ${command}\n`, `\r\u001B[K${broken}`]);
});

test('a terminal that does not know its width has the usual one', () => {
  const given = streams({ isTTY: true, columns: 0 });
  processTerminal({ json: false }, given).result('x '.repeat(60));
  expect(given.read()[0]?.split('\n')[0]).toHaveLength(79);
});

test.each([
  ['a pipe', { isTTY: false }, { json: false }],
  ['JSON', { isTTY: true, columns: 20 }, { json: true }],
])('no line of %s is broken', (_name, properties, options) => {
  const given = streams(properties);
  processTerminal(options, given).result(words);
  expect(given.read()).toEqual([`${words}\n`, '']);
});

test('nor is what a shell reads', () => {
  const given = streams({ isTTY: true, columns: 20 });
  processTerminal({ json: false }, given).verbatim(words);
  expect(given.read()[0]).toBe(`${words}\n`);
});
