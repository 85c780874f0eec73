import { describe, expect, test } from 'vitest';
import { basicCredentials } from '../../src/http/client-secret-basic.ts';
import { Redactor } from '../../src/verify/redaction.ts';

describe('a secret is not shown', () => {
  const secret = "hush +/:=&'hush";

  test.each([
    ['as it is', secret],
    ['as a URL has it', encodeURIComponent(secret)],
    ['as a form has it', new URLSearchParams({ secret }).toString().slice('secret='.length)],
  ])('%s', (_name, form) => {
    const redactor = new Redactor();
    redactor.keepSecret(secret);
    expect(redactor.redact(`you sent ${form}.`)).toBe('you sent [redacted].');
  });

  test('as a header has it', () => {
    const credentials = basicCredentials('an id', secret);
    expect(Buffer.from(credentials, 'base64').toString()).toBe(
      `an+id:${new URLSearchParams({ secret }).toString().slice('secret='.length)}`,
    );
    const redactor = new Redactor();
    redactor.keepSecret(credentials);
    expect(redactor.redact(`you sent Basic ${credentials}`)).toBe('you sent Basic [redacted]');
  });

  test('in part, where a text is cut', () => {
    const redactor = new Redactor();
    redactor.keepSecret('a secret of thirty characters!');
    expect(
      redactor.redact(`${'x'.repeat(990)}a secret of thirty characters!${'y'.repeat(50)}`),
    ).not.toContain('a secret');
  });
});

describe("others' words", () => {
  test.each([
    ['colours', '\u001B[31mred\u001B[2J', '[31mred [2J'],
    ['lines', 'one\r\ntwo\u2028three', 'one two three'],
    ['C1 controls', 'a\u009B31mb', 'a 31mb'],
    ['an order of their own', 'a\u202Eb', 'a b'],
  ])('bring no %s', (_name, text, shown) => {
    expect(new Redactor().redact(text)).toBe(shown);
  });

  test('are cut at 1,000 characters', () => {
    const redactor = new Redactor();
    expect(redactor.redact('x'.repeat(1_000))).toBe('x'.repeat(1_000));
    expect(redactor.redact('x'.repeat(1_001))).toBe(`${'x'.repeat(999)}…`);
  });
});
