import { expect, test } from 'vitest';
import { secretsIn } from '../../src/text/redaction.ts';

const text = 'a credential';

test.each([
  ['client_secret', text],
  ['sasKey', text],
  ['masterkey', text],
  ['client_assertion', text],
  ['httpAuthorization', text],
  ['sumoSourceAddress', text],
  ['pem', text],
  ['password_history', [text]],
  ['httpCustomHeaders', [{ value: text }]],
  ['configuration', { DATABASE_URL: text }],
  ['secrets', [{ value: text }]],
])('finds what is in %s wherever it is', (name, value) => {
  expect(secretsIn({ [name]: value, nested: [{ [name]: value }] })).toEqual([text, text]);
});

test('takes no setting for a secret, nor what is shorter than any', () => {
  const body = {
    token_endpoint_auth_method: 'client_secret_post',
    refresh_token: { rotation_type: 'rotating' },
    passwordPolicy: 'excellent',
    sasKeyName: 'a longer name',
    public_key: 'shown to everybody',
    client_secret: 'short',
  };
  expect(secretsIn(body)).toEqual([]);
});
