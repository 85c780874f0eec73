import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localProject } from '../../support/project/local-project.ts';

test('the first operator gets the role, and is known by more than an address where that is not enough', async () => {
  const project = await localProject();
  const give = (...words: string[]) => project.run('roles', 'give', ...words);
  const early = await give('ann@example.com', '--role', 'operator');
  expect(early).toMatchObject({ exitCode: 1, stdout: '' });
  expect(early.stderr.replace(/\s+/g, ' ')).toContain('has no role OmniChat operator yet. Deploy it first:');

  await project.run('up');
  const stranger = await give('ann@example.com', '--role', 'operator');
  expect(stranger).toMatchObject({ exitCode: 1, stdout: '' });
  expect(stranger.stderr).toContain('Nobody in the tenant has the address ann@example.com.');

  await project.run(
    'tenant',
    'users',
    'add',
    'ann@example.com',
    '--password',
    'a long Passw0rd',
    '--role',
    'reader',
  );
  const given = await give('ann@example.com', '--role', 'operator', '--json');
  expect(given).toMatchObject({ exitCode: 0, stderr: '' });
  const { userId } = JSON.parse(given.stdout) as { readonly userId: string };
  const state = JSON.parse(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8'));
  const roleNamed = (name: string) =>
    state.roles.find((role: { readonly name: string }) => role.name === name).id as string;
  const ann = state.users.find((user: { readonly user_id: string }) => user.user_id === userId);
  expect(new Set(ann.role_ids)).toEqual(
    new Set([roleNamed('OmniChat reader'), roleNamed('OmniChat operator')]),
  );

  expect(await give(userId, '--role', 'writer')).toMatchObject({ exitCode: 0 });
  expect(await give('auth0|nobody', '--role', 'writer')).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await give(userId, '--role', 'admin')).toMatchObject({ exitCode: 64 });
});
