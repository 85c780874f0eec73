import { expect, test } from 'vitest';
import { StackOutputsError } from '../../infra/outputs.ts';
import { parseOutputsJson } from '../../src/dotenv/outputs.ts';
import { deployedStack } from '../support/project/deployed-stack.ts';

test('reads what pulumi prints, with or without a byte-order mark', () => {
  const text = JSON.stringify(deployedStack, null, 2);
  expect(parseOutputsJson(text, 'stdin')).toEqual(deployedStack);
  expect(parseOutputsJson(`\uFEFF${text}`, 'stdin')).toEqual(deployedStack);
});

test.each(['', '{"clientSecret": "connector-secret"', '[]', 'null', '"text"'])(
  'refuses %j, which is no JSON object, without quoting it',
  (text) => {
    expect(() => parseOutputsJson(text, 'outputs.json')).toThrow(
      expect.objectContaining({
        code: 'DOTENV_OUTPUTS_NOT_JSON',
        message:
          'outputs.json is not a JSON object. ' +
          "It should be what 'pulumi stack output --json --show-secrets' prints.",
      }),
    );
    expect(() => parseOutputsJson(text, 'outputs.json')).toThrow(
      expect.not.objectContaining({ cause: expect.anything() }),
    );
  },
);

test('refuses secrets that pulumi did not show, and says how to show them', () => {
  const text = JSON.stringify({
    ...deployedStack,
    clientSecret: '[secret]',
    registrarClientSecret: '[secret]',
  });
  expect(() => parseOutputsJson(text, 'stdin')).toThrow(
    expect.objectContaining({
      code: 'DOTENV_OUTPUTS_SECRETS_HIDDEN',
      message:
        'stdin holds the literal text [secret] in place of clientSecret, registrarClientSecret. ' +
        "Print the outputs with 'pulumi stack output --json --show-secrets'.",
    }),
  );
});

test('reads what terraform prints', () => {
  const printed = Object.fromEntries(
    Object.entries(deployedStack).map(([name, value]) => [
      name,
      { sensitive: name.endsWith('Secret'), type: 'string', value },
    ]),
  );
  expect(parseOutputsJson(JSON.stringify(printed), 'stdin')).toEqual(deployedStack);
});

test.each(['utf16le', 'utf-16 with a byte-order mark'])(
  'refuses %s, and says how to write UTF-8',
  (encoding) => {
    const mark = encoding === 'utf16le' ? '' : '\uFEFF';
    const text = Buffer.from(`${mark}${JSON.stringify(deployedStack)}`, 'utf16le').toString('utf8');
    expect(() => parseOutputsJson(text, 'outputs.json')).toThrow(
      expect.objectContaining({
        code: 'DOTENV_OUTPUTS_NOT_UTF8',
        message:
          "outputs.json is UTF-16, as Windows PowerShell's > writes it. " +
          'Write it as UTF-8: pulumi stack output --json --show-secrets | Out-File -Encoding utf8 FILE',
      }),
    );
  },
);

test('refuses secrets as a state holds them, and says how to show them', () => {
  const clientSecret = {
    '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
    ciphertext: 'v1:a:b',
  };
  expect(() => parseOutputsJson(JSON.stringify({ ...deployedStack, clientSecret }), 'outputs.json')).toThrow(
    expect.objectContaining({
      code: 'DOTENV_OUTPUTS_ENCRYPTED',
      message:
        "outputs.json holds clientSecret encrypted, as a state does. Print the outputs with 'pulumi stack output --json --show-secrets'.",
    }),
  );
});

test('refuses an empty secret with its cause, and names the source', () => {
  const text = JSON.stringify({ ...deployedStack, clientSecret: '' });
  expect(() => parseOutputsJson(text, 'outputs.json')).toThrow(
    expect.objectContaining({
      code: 'DOTENV_OUTPUTS_INVALID',
      message: expect.stringMatching(
        /^outputs\.json does not hold the outputs of this program\.\nStack output clientSecret is empty: .*read:client_keys/,
      ),
      cause: expect.any(StackOutputsError),
    }),
  );
});
