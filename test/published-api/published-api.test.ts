import { beforeAll, expect, test } from 'vitest';
import { disagreements, publishedOperations } from './judge.ts';
import { overrides } from './overrides.ts';
import { servedOperations } from './served-operations.ts';

let served: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  served = await servedOperations();
});

/** They open a part of what an operation shows or changes, which the local tenant does not tell apart: it refuses them. */
const partial = new Set([
  'read:client_summary',
  'update:client_token_vault_privileged_access',
  'read:user_idp_tokens',
  'read:current_user',
  'delete:current_user',
  'update:current_user_metadata',
  'read:role_members',
]);

test('what the local tenant serves needs the scopes that Auth0 publishes', () => {
  const different = [...served].flatMap(([name, scopes]) => {
    const published = publishedOperations.get(name)?.scopes ?? [];
    const more = scopes.filter((scope) => !published.includes(scope));
    const fewer = published.filter((scope) => !scopes.includes(scope) && !partial.has(scope));
    return more.length + fewer.length === 0 ? [] : [{ name, more, fewer }];
  });
  expect(different).toEqual([]);
});

test('what the local tenant serves is in the extract with its schemas', () => {
  const withoutSchema = [...served.keys()].filter((name) => {
    const answers = Object.entries(publishedOperations.get(name)?.answers ?? {});
    const hasSchema = answers.some(([status, schema]) => status === '200' && Object.keys(schema).length > 0);
    return name.startsWith('GET ') && !hasSchema;
  });
  expect(served.size).toBeGreaterThan(50);
  expect(withoutSchema).toEqual([]);
});

test('each override is of an operation that is published', () => {
  expect(overrides.filter(({ operation }) => !publishedOperations.has(operation))).toEqual([]);
});

const role = { id: 'rol_1', name: 'Reader', description: 'Reads' };
const created = { method: 'POST', path: '/roles', body: { name: 'Reader' }, status: 200, answer: role };

test.each([
  ['nothing', {}, []],
  ['a status', { status: 201 }, ['POST /roles: status is 201']],
  [
    'a body that was taken',
    { body: { name: 'Reader', color: 'red' } },
    ['POST /roles: body/color must NOT have additional properties'],
  ],
  ['an answer', { answer: { ...role, id: 7 } }, ['POST /roles: answers/id must be string']],
  ['nothing that was refused', { status: 400, body: { color: 'red' }, answer: {} }, []],
  ['nothing that is newer than the document', { path: '/unicorns', answer: 7 }, []],
  [
    'of several forms the one that was meant',
    {
      path: '/log-streams',
      body: { type: 'eventbridge', sink: { awsAccountId: '1', awsRegion: 'eu-west-1' } },
      answer: undefined,
    },
    ['POST /log-streams: body/sink/awsAccountId must match pattern "^\\d{12}$"'],
  ],
  ['an override', { answer: { ...role, description: null } }, []],
])('judges %s', (_name, changed, expected) => {
  expect(disagreements({ ...created, ...changed })).toEqual(expected);
});
