import { Management } from 'auth0';
import { expect, test } from 'vitest';
import { managementScopes } from '../../src/local-tenant/rules/management-scopes.ts';

const values = managementScopes.map(({ value }) => value);

test("holds every scope that Auth0's own SDK names, each once", () => {
  expect(values).toEqual(expect.arrayContaining(Object.values(Management.OauthScope)));
  expect(new Set(values).size).toBe(values.length);
});

test.each(['read:current_user', 'update:current_user_metadata', 'read:entitlements'])('holds %s', (scope) => {
  expect(values).toContain(scope);
});

test('describes them as Auth0 does', () => {
  expect(managementScopes).toContainEqual({
    value: 'read:client_grants',
    description: 'Read Client Grants',
  });
});
