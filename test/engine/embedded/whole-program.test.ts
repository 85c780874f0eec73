import closures from '@pulumi/pulumi/runtime/closure/serializeClosure.js';
import { describe, expect, test } from 'vitest';
import program from '../../../infra/index.ts';
import { parseOutputs } from '../../../infra/outputs.ts';
import { deleteFirst } from '../../../infra/resources/delete-first.ts';
import { IssuerIdentification } from '../../../infra/resources/issuer-identification.ts';
import { recordedOutputs } from '../../../src/engine/embedded/record/recorded-outputs.ts';
import { declare, deployedTenant, embeddedTenant } from '../../support/tenants/embedded-tenant.ts';
import { stackConfig, stacks } from '../../support/project/stack-config.ts';

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

describe('on a stack that is deployed already', () => {
  test('a refused setting stops the run before the first request', async () => {
    const { client, up } = await deployedTenant();
    client.sent.length = 0;
    await expect(up(program, { 'omnichat:resourceUrl': 'ftp://x' })).rejects.toMatchObject({
      code: 'PROGRAM_REFUSED',
      message: expect.stringContaining('omnichat:resourceUrl "ftp://x"') as string,
    });
    expect(client.sent).toEqual([]);
  });

  test('a changed setting changes just that, in place', async () => {
    const { tenant, up, steps, recordFile } = await deployedTenant();
    const outputs = await recordedOutputs(recordFile, tenant.domain);
    const changed = await up(program, { 'omnichat:chatgptConnectorIds': '["abc"]' });
    expect(changed.plan.steps.filter(({ op }) => op !== 'same')).toMatchObject([
      { op: 'update', name: 'connector', changes: [{ path: 'callbacks', kind: 'change' }] },
    ]);
    expect(steps).toEqual(['update connector']);
    expect(outputs?.['clientSecret']).toMatch(/./);
    expect(changed.outputs).toMatchObject({
      clientId: outputs?.['clientId'],
      clientSecret: outputs?.['clientSecret'],
    });
  });

  test('registration switched off deletes the registrar and its grant', async () => {
    const { up, steps } = await deployedTenant();
    const off = await up(program, { 'omnichat:registration': 'off' });
    expect(off.outputs).not.toHaveProperty('registrarClientId');
    expect(steps.filter((step) => step.includes('registrar'))).toEqual([
      'delete registrar-grant',
      'delete registrar-credentials',
      'delete registrar',
    ]);
  });
});

describe('the issuer in authorization responses', () => {
  const setting = 'authorization_response_iss_parameter_supported';

  const alone = async () => {
    const desired = { authorizationResponseIssParameterSupported: true };
    declare(new IssuerIdentification('issuer-identification', desired, deleteFirst));
  };

  function settingOf({ client }: Pick<Awaited<ReturnType<typeof embeddedTenant>>, 'client'>) {
    return {
      set: (value: boolean | null) => client.patch('/tenants/settings', { [setting]: value }),
      live: async () => ((await client.get('/tenants/settings')) as Record<string, unknown>)[setting] ?? null,
    };
  }

  async function deployed(before: boolean | null) {
    const engine = await embeddedTenant();
    const { set, live } = settingOf(engine);
    if (before !== null) await set(before);
    const up = () => engine.up(alone);
    await up();
    expect(await live()).toBe(true);
    return { ...engine, up, set, live };
  }

  test('where nobody set it is that again once all of the program is destroyed', async () => {
    const engine = await deployedTenant();
    const { live } = settingOf(engine);
    expect(await live()).toBe(true);
    await engine.destroy();
    expect(await live()).toBe(null);
  });

  test.each([null, false, true])('where it was %j is that again after destroy', async (before) => {
    const { live, up, destroy } = await deployed(before);
    await up();
    await destroy();
    expect(await live()).toBe(before);
  });

  test('is put right by up, and by destroy where it was before the first', async () => {
    const { up, set, live, steps, destroy } = await deployed(null);
    await set(false);
    const { plan } = await up();
    expect(steps).toEqual(['update issuer-identification']);
    expect(plan.steps.find(({ op }) => op === 'update')?.changes).toEqual([
      { path: 'authorizationResponseIssParameterSupported', kind: 'change', from: false, to: true },
    ]);
    await destroy();
    expect(await live()).toBe(null);
  });

  test('that somebody changed since stays so after destroy', async () => {
    const { set, live, destroy } = await deployed(null);
    await set(false);
    await destroy();
    expect(await live()).toBe(false);
  });
});

test('the text of dynamic resources is left out during a run, and made again after it', async () => {
  const { up } = await embeddedTenant();
  const { serializeFunction } = closures;
  let during: unknown;
  await up(() => {
    during = closures.serializeFunction;
    return Promise.resolve();
  });
  expect(during).not.toBe(serializeFunction);
  expect(closures.serializeFunction).toBe(serializeFunction);
});
