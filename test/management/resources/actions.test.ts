import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../src/management/clock.ts';
import { ManagementClient } from '../../../src/management/management-client.ts';
import { action, actions } from '../../../src/management/resources/actions/action.ts';
import { triggerAction } from '../../../src/management/resources/actions/trigger-action.ts';
import { withPatience } from '../../../src/http/patience.ts';
import { serveStub, type StubAnswer, type StubRequest } from '../../support/stand-ins/tenant-stub.ts';

async function tenantOf(answer: (request: StubRequest) => StubAnswer) {
  const stub = await serveStub((request) =>
    request.path.startsWith('/api/v2/') ? answer(request) : undefined,
  );
  const client = new ManagementClient({ ...stub, credentials: { clientId: 'a', clientSecret: 'b' } });
  onTestFinished(() => client.close());
  return { client, requests: stub.requests };
}

const held = { id: 'act_1', name: 'Step up', supported_triggers: [{ id: 'post-login' }] };

test('a list of Actions that never ends is refused', async () => {
  const full = Array.from({ length: 50 }, () => held);
  const { client } = await tenantOf(() => ({ body: { actions: full } }));
  await expect(actions(client)).rejects.toMatchObject({
    errorCode: 'invalid_answer',
    message: expect.stringContaining('more than 100 pages') as string,
  });
});

test.each([
  ['built', { status: 'failed' }],
  ['built', { status: 'building' }],
  ['deployed', { status: 'built', all_changes_deployed: false }],
])('an Action that is not %s is told by that, and by its status: %j', async (state, shown) => {
  const sleep = vi.spyOn(systemClock, 'sleep').mockResolvedValue();
  onTestFinished(() => sleep.mockRestore());
  const { client } = await tenantOf(() => ({ body: { ...held, ...shown } }));
  await expect(action.create(client, { name: 'Step up', deploy: true })).rejects.toMatchObject({
    code: 'ACTION_NOT_BUILT',
    message: expect.stringContaining(`Auth0 has not ${state} the Action at /actions/actions/act_1`) as string,
  });
});

test('the wait for an Action is told', async () => {
  const told: string[] = [];
  const { client } = await tenantOf(() => ({
    body: { ...held, status: told.length === 0 ? 'building' : 'failed' },
  }));
  const tell = (waitedFor: string) => void told.push(waitedFor);
  await withPatience({ limitMs: 600_000, tell, giveUp: () => undefined }, () =>
    action.create(client, { name: 'Step up', deploy: true }),
  ).catch(() => undefined);
  expect(told).toEqual([`${client.domain} to have built an Action`]);
});

test('a binding without a name of its own leaves the name to Auth0', async () => {
  const { client, requests } = await tenantOf(({ method }) =>
    method === 'PATCH'
      ? { body: {} }
      : { body: { bindings: [{ action: { id: 'act_1' }, display_name: 'Step up' }] } },
  );
  const properties = { trigger: 'post-login', actionId: 'act_1' };
  expect((await triggerAction.create(client, properties)).properties).toEqual(properties);
  const sent = requests.find(({ method }) => method === 'PATCH')?.body ?? '';
  expect(JSON.parse(sent)).toEqual({ bindings: [{ ref: { type: 'action_id', value: 'act_1' } }] });
});
