import { expect, test } from 'vitest';
import { progressBar } from '../../src/cli/printed/progress-bar.ts';

function stream({ isTTY, columns = 80 }: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  return { isTTY, columns, write: (text: string) => written.push(text) > 0, written };
}

test('is drawn over and over on one line of a terminal, and cleared', () => {
  const terminal = stream({ isTTY: true });
  const bar = progressBar(terminal, { TERM: 'xterm' });
  bar.draw(0, 'none');
  bar.draw(0.5, 'half');
  bar.draw(7, 'more than all');
  bar.clear();
  expect(terminal.written).toEqual([
    `\r\u001B[K${'░'.repeat(24)} none`,
    `\r\u001B[K${'█'.repeat(12)}${'░'.repeat(12)} half`,
    `\r\u001B[K${'█'.repeat(24)} more than all`,
    '\r\u001B[K',
  ]);
});

test('never fills the last column, where terminals break the line', () => {
  const terminal = stream({ isTTY: true, columns: 30 });
  progressBar(terminal, { TERM: 'xterm' }).draw(1, 'a long text');
  expect(terminal.written).toEqual([`\r\u001B[K${'█'.repeat(24)} a lo`]);
});

test('is whole on a terminal that does not know its width', () => {
  const terminal = stream({ isTTY: true, columns: 0 });
  progressBar(terminal, { TERM: 'xterm' }).draw(1, 'all');
  expect(terminal.written).toEqual([`\r\u001B[K${'█'.repeat(24)} all`]);
});

test.each([
  ['no terminal', { isTTY: false }, { TERM: 'xterm' }],
  ['a terminal that cannot go back', { isTTY: true }, { TERM: 'dumb' }],
])('is nothing on %s', (_name, kind, environment) => {
  const output = stream(kind);
  const bar = progressBar(output, environment);
  bar.draw(1, 'all');
  bar.clear();
  expect(output.written).toEqual([]);
});
