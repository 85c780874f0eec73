import { beforeAll, describe, expect, test } from 'vitest';
import { partGroups } from '../../src/verify/check-group.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { conclusionOf } from '../support/project/linkable-stack.ts';
import { type DeployedStack, deployStack, serveStack } from '../support/verify/verified-stack.ts';

const ann = { email: 'ann@example.com', password: 'Correct-horse-7' };

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack({ registration: 'native' });
});

/** The stack on a tenant where somebody made the database `staff` by hand, with Ann in it; before that, with these settings. */
async function staffed(settings: Readonly<Record<string, string>>) {
  const before = await serveStack(deployed);
  const { id } = (await before.management.post('/connections', {
    name: 'staff',
    strategy: 'auth0',
  })) as { id: string };
  await before.management.post('/users', { connection: 'staff', ...ann });
  const stack = await before.up({ ownUsers: 'false', ...settings });
  await stack.serveConnector();
  const user = createScriptedUser(stack.fetch, ann);
  return { id, stack, verified: () => stack.verify({ groups: partGroups, user }) };
}

const promoted = '[{"name":"staff","isDomainConnection":true}]';

describe('the people of a connection that somebody else made', () => {
  test('log in to the application, and to clients that register themselves only once it is promoted', async () => {
    const { stack, verified } = await staffed({ connections: '["staff"]' });
    const report = await verified();
    expect(resultOf(report, 'app-code-exchange')).toMatchObject({ status: 'pass' });
    expect(unpassed(report)).toEqual({ 'registration-login': 'fail', 'registration-token': 'fail' });
    expect(resultOf(report, 'registration-login')).toMatchObject({
      evidence: expect.stringMatching(/no connections enabled for the client$/) as string,
      remedy: {
        setting: 'omnichat:connections, of which none is promoted to domain level',
        before: 'write "isDomainConnection: true" into the row of the connection staff in Pulumi.local.yaml',
        command: expect.stringContaining('omnichat-auth0.js up -s local') as string,
      },
    });

    const up = await stack.up({ connections: promoted });
    await up.serveConnector();
    const user = createScriptedUser(up.fetch, ann);
    expect(unpassed(await up.verify({ groups: partGroups, user }))).toEqual({});
  });

  test("log in beside those of the program's own database", async () => {
    const { stack, verified } = await staffed({ ownUsers: 'true', connections: promoted });
    expect(unpassed(await verified())).toEqual({});
    expect(unpassed(await stack.verify({ groups: partGroups }))).toEqual({});
  });

  test('are of no use when the connection is taken from the application, from third parties, or away', async () => {
    const { id, stack, verified } = await staffed({ connections: promoted });
    const up = 'node bin/omnichat-auth0.js up -s local';
    const clients = `/connections/${id}/clients`;
    const change = (status: boolean) =>
      stack.management.patch(clients, [{ client_id: stack.outputs.clientId, status }]);
    await change(false);
    expect(resultOf(await verified(), 'app-code-flow')?.remedy).toEqual({
      setting: 'the applications of the connection staff',
      command: up,
    });
    await change(true);
    await stack.management.patch(`/connections/${id}`, { is_domain_connection: false });
    expect(resultOf(await verified(), 'registration-login')?.remedy).toEqual({
      setting: 'is_domain_connection of the connection staff',
      command: up,
    });
    await stack.management.delete(`/connections/${id}`);
    expect(resultOf(await verified(), 'app-code-flow')?.remedy).toEqual({
      setting: 'the connection staff: it is not in the tenant',
      command: up,
    });
  });

  test('of an identity provider log in at Auth0 alone, and the tenant here says so', async () => {
    const stack = await (
      await serveStack(deployed)
    ).up({
      ownUsers: 'false',
      connections: '["google-oauth2"]',
      registration: 'off',
    });
    await stack.serveConnector();
    expect((await conclusionOf(stack))?.sentence).toContain(
      'The local tenant asks no identity provider: google-oauth2 logs nobody in here.',
    );
  });
});
