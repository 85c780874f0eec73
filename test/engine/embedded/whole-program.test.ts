import { expect, test } from 'vitest';
import program from '../../../infra/index.ts';
import { parseOutputs } from '../../../infra/outputs.ts';
import { embeddedTenant } from '../../support/embedded-tenant.ts';
import { stackConfig, stacks } from '../../support/stack-config.ts';

test.each(stacks)(
  "carries out the project's own program for stack %s, and a second run changes nothing",
  async (stack) => {
    const { tenant, client, up, steps } = await embeddedTenant();
    const config = { ...stackConfig(stack), 'auth0:domain': tenant.domain };

    const first = await up(program, config);
    const declared = first.plan.steps.length;
    expect(first.plan.summary).toEqual({ create: declared, update: 0, replace: 0, delete: 0, same: 0 });
    expect(parseOutputs(first.outputs)).toEqual(first.outputs);

    client.takeWrites();
    const second = await up(program, config);
    expect(second.plan.steps.filter(({ op }) => op !== 'same')).toEqual([]);
    expect(second.plan.summary.same).toBe(declared);
    expect(client.takeWrites()).toEqual([]);
    expect(steps).toEqual([]);
    expect(second.outputs).toEqual(first.outputs);
  },
);

test('a refused setting stops the run before the first request, on a stack that is deployed already', async () => {
  const { tenant, client, up } = await embeddedTenant();
  const config = { ...stackConfig('local'), 'auth0:domain': tenant.domain };
  await up(program, config);
  client.sent.length = 0;
  await expect(up(program, { ...config, 'omnichat:resourceUrl': 'ftp://x' })).rejects.toMatchObject({
    code: 'PROGRAM_REFUSED',
    message: expect.stringContaining('omnichat:resourceUrl "ftp://x"') as string,
  });
  expect(client.sent).toEqual([]);
});

test('a changed setting changes just that, in place', async () => {
  const { tenant, up, steps } = await embeddedTenant();
  const config = { ...stackConfig('local'), 'auth0:domain': tenant.domain };
  const { outputs } = await up(program, config);
  const changed = await up(program, { ...config, 'omnichat:chatgptConnectorIds': '["abc"]' });
  expect(changed.plan.steps.filter(({ op }) => op !== 'same')).toMatchObject([
    { op: 'update', name: 'connector', changes: [{ path: 'callbacks', kind: 'change' }] },
  ]);
  expect(steps).toEqual(['update connector']);
  expect(changed.outputs).toMatchObject({
    clientId: outputs['clientId'],
    clientSecret: outputs['clientSecret'],
  });
});

test('registration switched off deletes the registrar and its grant', async () => {
  const { tenant, up, steps } = await embeddedTenant();
  const config = { ...stackConfig('local'), 'auth0:domain': tenant.domain };
  await up(program, config);
  const off = await up(program, { ...config, 'omnichat:registration': 'off' });
  expect(off.outputs).not.toHaveProperty('registrarClientId');
  expect(steps.filter((step) => step.includes('registrar'))).toEqual([
    'delete registrar-grant',
    'delete registrar-credentials',
    'delete registrar',
  ]);
});
