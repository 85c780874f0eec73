import { expect, test } from 'vitest';
import { logText } from '../../src/connector/endpoint/log-text.ts';

test.each([
  ['what is fit', 'x answered 401 access_denied: Unauthorized', 'x answered 401 access_denied: Unauthorized'],
  ['lines', 'first\r\nsecond\tthird', 'first second third'],
  ['colours', 'a\u001B[31mred', 'a [31mred'],
  ['line separators', 'a\u2028b\u2029c\u0085d', 'a b c d'],
  ['direction overrides', 'a\u202Eb', 'a b'],
  ['half a character', 'a\uD800b', 'a b'],
  ['credentials', 'No answer from https://user:word@host/path: x', 'No answer from https://host/path: x'],
  ['credentials that hold an @', 'https://u@x:w@host/', 'https://host/'],
  ['credentials without slashes', 'https:user:word@host/path', 'https:host/path'],
  ['credentials after one slash', 'https:/user:word@host/path', 'https:/host/path'],
  ['credentials with a tab in them', 'https://user:wo\trd@host/path', 'https://host/path'],
  ['credentials with a line break in them', 'https://user:wo\r\nrd@host/path', 'https://host/path'],
  ['a user name alone, twice', 'https://u@host/ and http://v@other/', 'https://host/ and http://other/'],
])('makes one fit line of %s', (_case, text, line) => {
  expect(logText(text)).toBe(line);
});

test('leaves an @ that is no credential', () => {
  expect(logText('https://host/@name mail@example.com')).toBe('https://host/@name mail@example.com');
});

test('is made of the first 4,096 characters, however many are sent', () => {
  expect(logText(`${' '.repeat(4095)}xy`)).toBe('x');
});

test('is five hundred characters long at most', () => {
  expect(logText('x'.repeat(500))).toBe('x'.repeat(500));
  expect(logText('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
});
