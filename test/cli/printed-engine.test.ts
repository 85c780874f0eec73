import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localProject } from '../support/project/local-project.ts';

const embedded = 'up -s local';
const byPulumi = 'up -s local --engine pulumi';
const refreshed = 'tenant exec -- pulumi up --refresh -s local';
const user = ['tenant', 'users', 'add', 'ann@example.com', '--password', 'a long Passw0rd'];

test.each([
  ['nobody has deployed to', undefined, { outputs: embedded, users: embedded, role: embedded }],
  ['Pulumi has destroyed', [], { outputs: byPulumi, users: byPulumi, role: refreshed }],
  ['Pulumi has deployed to', [{ urn: 'x' }], { users: byPulumi, role: refreshed }],
])('a tenant that %s is completed by whom it belongs to', async (_, resources, commands) => {
  const project = await localProject();
  await project.run('tenant', 'env');
  if (resources !== undefined) {
    const folder = join(project.tenantDirectory, 'pulumi', '.pulumi', 'stacks', 'omnichat-auth0');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'local.json'), JSON.stringify({ checkpoint: { latest: { resources } } }));
  }
  const printed = async (...words: readonly string[]) => (await project.run(...words)).stderr.trimEnd();
  const deploy = (command: string) => `Deploy it first: node bin/omnichat-auth0.js ${command}`;
  if ('outputs' in commands) {
    expect(await printed('env')).toMatch(
      new RegExp(`\`node bin/omnichat-auth0.js ${commands.outputs}\`\\.$`),
    );
    expect((await project.run('doctor')).stdout).toMatch(
      new RegExp(`Next:\\n {2}node bin/omnichat-auth0.js ${commands.outputs}\\n$`),
    );
  }
  expect(await printed(...user)).toBe(
    `Error: The tenant has no database omnichat-users yet. ${deploy(commands.users)}`,
  );
  expect(await printed('roles', 'give', 'ann@example.com', '--role', 'reader')).toBe(
    `Error: The tenant has no role OmniChat reader yet. ${deploy(commands.role)}`,
  );
});
