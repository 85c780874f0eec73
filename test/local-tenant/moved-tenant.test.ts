import { expect, test } from 'vitest';
import { freshTenant, managementApiIdentifier } from '../../src/local-tenant/rules/fresh-tenant.ts';
import { movedTo } from '../../src/local-tenant/rules/moved-tenant.ts';
import type { User } from '../../src/local-tenant/state/entities/users.ts';

test('what users may do themselves on the Management API moves with it', () => {
  const from = 'localhost:4443';
  const to = 'localhost:4444';
  const permission = (api: string) => ({ resource_server_identifier: api, permission_name: 'read:users' });
  const ada: User = {
    user_id: 'auth0|1',
    connection: 'users',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada',
    nickname: 'ada',
    password_hash: '',
    role_ids: [],
    permissions: [permission(managementApiIdentifier(from)), permission('https://files.example/')],
    created_at: '',
    updated_at: '',
  };
  const { permissions: _own, ...bob } = ada;
  expect(movedTo(to, { ...freshTenant(from), users: [ada, bob] }).users).toEqual([
    { ...ada, permissions: [permission(managementApiIdentifier(to)), permission('https://files.example/')] },
    bob,
  ]);
});

test('the My Account API moves with it', () => {
  const [api] = freshTenant('localhost:4443').resourceServers;
  const at = (domain: string) => ({ ...api!, identifier: `https://${domain}/me/` });
  const state = { ...freshTenant('localhost:4443'), resourceServers: [at('localhost:4443')] };
  expect(movedTo('localhost:4444', state).resourceServers).toEqual([at('localhost:4444')]);
});
