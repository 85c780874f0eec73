import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, test } from 'vitest';
import type { DeploymentPlan } from '../../../src/engine/embedded/plan.ts';
import { declare, embeddedTenant } from '../../support/tenants/embedded-tenant.ts';

const identifier = 'https://api.example/v1';

const opsOf = ({ steps }: DeploymentPlan) => steps.map(({ op, name }) => `${op} ${name}`);

interface ShopOptions {
  readonly apiName?: string;
  readonly identifier?: string;
  readonly scopes?: readonly string[];
  readonly role?: boolean;
  readonly api?: pulumi.CustomResourceOptions;
}

/** An API with its scopes, and a role that permits one of them. */
const shop = (options: ShopOptions = {}) => {
  const { apiName = 'Shop API', scopes = ['cart:read', 'cart:write'], role = true } = options;
  return async () => {
    const api = new auth0.ResourceServer(
      'api',
      {
        name: apiName,
        identifier: options.identifier ?? identifier,
        signingAlg: 'RS256',
        tokenLifetime: 3600,
      },
      options.api,
    );
    const apiScopes = new auth0.ResourceServerScopes('scopes', {
      resourceServerIdentifier: api.identifier,
      scopes: scopes.map((name) => ({ name, description: `May ${name}` })),
    });
    if (role) {
      const buyer = new auth0.Role('buyer', { name: 'Buyer', description: 'Buys' });
      const permissions = [{ name: 'cart:read', resourceServerIdentifier: api.identifier }];
      declare(
        new auth0.RolePermissions('permissions', { roleId: buyer.id, permissions }, { dependsOn: apiScopes }),
      );
    }
    return { apiId: api.id, audience: api.identifier };
  };
};

describe('up', () => {
  test('creates everything in the order of its dependencies', async () => {
    const { up, steps, client } = await embeddedTenant();
    const { plan, outputs } = await up(shop());
    expect(plan).toMatchObject({
      schemaVersion: 1,
      stack: 'test',
      summary: { create: 4, update: 0, replace: 0, delete: 0, same: 0 },
      outputs: { apiId: { unknown: true }, audience: { value: identifier } },
    });
    expect(opsOf(plan)).toEqual(['create api', 'create buyer', 'create scopes', 'create permissions']);
    expect(new Set(steps)).toEqual(new Set(opsOf(plan)));
    expect(steps.indexOf('create permissions')).toBe(3);
    expect(outputs['audience']).toBe(identifier);
    expect(outputs['apiId']).toMatch(/^[0-9a-f]{24}$/);
    expect(plan.steps[0]?.urn).toBe('urn:pulumi:test::shop::auth0:index/resourceServer:ResourceServer::api');
    expect(client.takeWrites()).toHaveLength(4);
  });

  test('changes nothing the second time', async () => {
    const { up, steps, client } = await embeddedTenant();
    const first = await up(shop());
    client.takeWrites();
    const second = await up(shop());
    expect(second.plan.summary).toEqual({ create: 0, update: 0, replace: 0, delete: 0, same: 4 });
    expect(second.outputs).toEqual(first.outputs);
    expect(client.takeWrites()).toEqual([]);
    expect(steps).toEqual([]);
  });

  test('runs the program once where nothing changes, and again where an output does', async () => {
    const { up } = await embeddedTenant();
    let passes = 0;
    const passesOf = async (greeting: string) => {
      passes = 0;
      const { outputs } = await up(async () => {
        passes += 1;
        return { ...(await shop()()), greeting: pulumi.secret(greeting) };
      });
      expect(outputs['greeting']).toBe(greeting);
      return passes;
    };
    expect(await passesOf('hello')).toBe(2);
    expect(await passesOf('hello')).toBe(1);
    expect(await passesOf('welcome')).toBe(2);
    expect(await passesOf('welcome')).toBe(1);
  });

  test('updates in place, and sends only what changed', async () => {
    const { up, client } = await embeddedTenant();
    const { outputs } = await up(shop());
    client.sent.length = 0;
    const { plan } = await up(shop({ apiName: 'Shop', scopes: ['cart:read', 'cart:pay'] }));
    expect(plan.steps.filter(({ op }) => op !== 'same')).toMatchObject([
      {
        op: 'update',
        name: 'api',
        id: outputs['apiId'],
        changes: [{ path: 'name', kind: 'change', from: 'Shop API', to: 'Shop' }],
      },
      { op: 'update', name: 'scopes', id: identifier, changes: [{ path: 'scopes', kind: 'change' }] },
    ]);
    expect(client.sent.filter(({ method }) => method !== 'GET')).toMatchObject([
      { method: 'PATCH', path: `/resource-servers/${String(outputs['apiId'])}`, body: { name: 'Shop' } },
      { method: 'PATCH', path: `/resource-servers/${encodeURIComponent(identifier)}` },
    ]);
  });

  test('replaces what cannot change, with its dependents, and deletes the old ones last', async () => {
    const { up, steps, tenant } = await embeddedTenant();
    const first = await up(shop({ role: false }));
    const { plan, outputs } = await up(shop({ role: false, identifier: 'https://api.example/v2' }));
    expect(plan.steps).toMatchObject([
      {
        op: 'replace',
        name: 'api',
        replaceBecause: ['identifier'],
        changes: [{ path: 'identifier', kind: 'change', from: identifier, to: 'https://api.example/v2' }],
      },
      { op: 'replace', name: 'scopes', replaceBecause: ['resourceServerIdentifier'] },
    ]);
    expect(steps).toEqual(
      ['replace api', 'replace scopes', 'delete scopes', 'delete api'].slice(0, steps.length),
    );
    expect(outputs['apiId']).not.toBe(first.outputs['apiId']);
    const apis = tenant.exportState({ secrets: false });
    expect(JSON.stringify(apis)).not.toContain(identifier);
  });

  test('deletes what the program no longer declares, dependents first', async () => {
    const { up, steps, client } = await embeddedTenant();
    await up(shop());
    client.takeWrites();
    const { plan } = await up(shop({ role: false }));
    expect(opsOf(plan)).toEqual(['same api', 'same scopes', 'delete permissions', 'delete buyer']);
    expect(plan.summary).toEqual({ create: 0, update: 0, replace: 0, delete: 2, same: 2 });
    expect(steps).toEqual(['delete permissions', 'delete buyer']);
    expect(client.takeWrites()).toEqual([
      expect.stringMatching(/^DELETE \/roles\/rol_\w+\/permissions$/),
      expect.stringMatching(/^DELETE \/roles\/rol_\w+$/),
    ]);
  });

  test('puts right what was changed by hand, and creates again what was deleted by hand', async () => {
    const { up, client } = await embeddedTenant();
    const { outputs } = await up(shop());
    await client.patch(`/resource-servers/${String(outputs['apiId'])}`, { token_lifetime: 60 });
    const roles = (await client.get('/roles')) as { readonly id: string }[];
    await client.delete(`/roles/${roles[0]?.id}`);
    const { plan } = await up(shop());
    expect(plan.steps.filter(({ op }) => op !== 'same')).toMatchObject([
      { op: 'update', name: 'api', changes: [{ path: 'tokenLifetime', from: 60, to: 3600 }] },
      { op: 'create', name: 'buyer' },
      { op: 'create', name: 'permissions' },
    ]);
    expect((await up(shop())).plan.summary.same).toBe(4);
  });

  test('takes a grant over that is there already, and brings it to what is declared', async () => {
    const { up, client } = await embeddedTenant();
    const { outputs } = await up(async () => {
      const application = new auth0.Client('application', { name: 'Robot', appType: 'non_interactive' });
      return { clientId: application.clientId, ...(await shop({ role: false })()) };
    });
    const grant = { client_id: outputs['clientId'], audience: identifier, subject_type: 'client' };
    const byHand = (await client.post('/client-grants', { ...grant, scope: ['cart:write'] })) as {
      id: string;
    };
    client.takeWrites();
    const withGrant = await up(async () => {
      const application = new auth0.Client('application', { name: 'Robot', appType: 'non_interactive' });
      const apis = await shop({ role: false })();
      const declared = new auth0.ClientGrant('grant', {
        clientId: application.clientId,
        audience: identifier,
        scopes: ['cart:read'],
      });
      return { ...apis, grantId: declared.id };
    });
    expect(withGrant.outputs['grantId']).toBe(byHand.id);
    expect(client.takeWrites()).toEqual([`PATCH /client-grants/${byHand.id}`]);
    expect(await client.get(`/client-grants/${byHand.id}`)).toMatchObject({ scope: ['cart:read'] });
  });

  test('deletes first where the old and the new one would share a name', async () => {
    const { up, steps } = await embeddedTenant();
    const users = (strategy: string) => async () => {
      declare(new auth0.Connection('users', { name: 'people', strategy }));
    };
    await up(users('auth0'));
    const { plan } = await up(users('google-oauth2'));
    expect(plan.steps).toMatchObject([{ op: 'replace', replaceBecause: ['strategy'] }]);
    expect(steps).toEqual(['replace users']);
    expect((await up(users('google-oauth2'))).plan.summary.same).toBe(1);
  });
});

describe('preview', () => {
  test('writes nothing, and marks what it cannot know', async () => {
    const { preview, client, recordFile } = await embeddedTenant();
    const { plan, outputs } = await preview(shop());
    expect(plan.summary.create).toBe(4);
    expect(plan.steps.find(({ name }) => name === 'permissions')?.changes).toEqual([
      { path: 'permissions', kind: 'add', to: [{ name: 'cart:read', resourceServerIdentifier: identifier }] },
      { path: 'roleId', kind: 'add', unknown: true },
    ]);
    expect(outputs).toEqual({});
    expect(client.takeWrites()).toEqual([]);
    await expect(stat(recordFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('knows what the record and the tenant know', async () => {
    const { preview, up } = await embeddedTenant();
    const { outputs } = await up(shop());
    const { plan } = await preview(shop({ apiName: 'Shop' }));
    expect(plan.summary).toMatchObject({ update: 1, same: 3 });
    expect(plan.outputs).toEqual({ apiId: { value: outputs['apiId'] }, audience: { value: identifier } });
  });
});

describe('destroy', () => {
  test('deletes everything in reverse order, without running the program', async () => {
    const { up, destroy, steps, recordFile } = await embeddedTenant();
    await up(shop());
    const { plan } = await destroy();
    expect(plan.summary.delete).toBe(4);
    expect(steps).toEqual(opsOf(plan));
    expect(steps.indexOf('delete permissions')).toBeLessThan(steps.indexOf('delete buyer'));
    expect(steps.indexOf('delete scopes')).toBeLessThan(steps.indexOf('delete api'));
    expect(JSON.parse(await readFile(recordFile, 'utf8'))).toMatchObject({ resources: [], outputs: {} });
    expect((await up(shop())).plan.summary.create).toBe(4);
  });

  test('succeeds where things are gone already', async () => {
    const { up, destroy, client } = await embeddedTenant();
    const { outputs } = await up(shop());
    await client.delete(`/resource-servers/${String(outputs['apiId'])}`);
    await expect(destroy()).resolves.toMatchObject({ plan: { summary: { delete: 4 } } });
  });

  test('keeps at the tenant what is to be retained', async () => {
    const { up, destroy, client } = await embeddedTenant();
    const { outputs } = await up(shop({ role: false, api: { retainOnDelete: true } }));
    const { plan } = await destroy();
    expect(plan.steps.find(({ name }) => name === 'api')).toMatchObject({ op: 'delete', retained: true });
    await expect(client.get(`/resource-servers/${String(outputs['apiId'])}`)).resolves.toMatchObject({
      identifier,
    });
  });
});

describe('protection', () => {
  const guarded = { api: { protect: true }, role: false };
  const urn = 'urn:pulumi:test::shop::auth0:index/resourceServer:ResourceServer::api';

  test('refuses destroy before anything is deleted', async () => {
    const { up, destroy, client } = await embeddedTenant();
    await up(shop(guarded));
    client.takeWrites();
    await expect(destroy()).rejects.toMatchObject({
      code: 'RESOURCE_PROTECTED',
      message: `${urn} would be deleted\nbut it is protected; nothing was changed. Take the protection away in the program and run up, then try again.`,
    });
    expect(client.takeWrites()).toEqual([]);
  });

  test('refuses a replacement, until the protection is taken away', async () => {
    const { up, client } = await embeddedTenant();
    await up(shop(guarded));
    client.takeWrites();
    const moved = { ...guarded, identifier: 'https://api.example/v2' };
    await expect(up(shop(moved))).rejects.toThrow(`${urn} would be replaced\nbut it is protected`);
    expect(client.takeWrites()).toEqual([]);
    await up(shop({ role: false }));
    await expect(up(shop({ ...moved, api: {} }))).resolves.toMatchObject({
      plan: { summary: { replace: 2 } },
    });
  });
});

describe('secrets', () => {
  const withSecret = async () => {
    const application = new auth0.Client('application', { name: 'Robot', appType: 'non_interactive' });
    const credentials = new auth0.ClientCredentials('credentials', {
      clientId: application.clientId,
      authenticationMethod: 'client_secret_post',
      clientSecret: pulumi.secret('a-secret-chosen-by-hand-0123456789'),
    });
    return {
      given: credentials.clientSecret,
      derived: credentials.clientSecret.apply((text) => `<${text}>`),
    };
  };

  test('stand in the outputs and in a private record, and in no plan', async () => {
    const { up, recordFile } = await embeddedTenant();
    const { plan, outputs } = await up(withSecret);
    expect(outputs).toEqual({
      given: 'a-secret-chosen-by-hand-0123456789',
      derived: '<a-secret-chosen-by-hand-0123456789>',
    });
    expect(JSON.stringify(plan)).not.toContain('chosen-by-hand');
    expect(plan.outputs).toEqual({ given: { secret: true }, derived: { secret: true } });
    expect(plan.steps.at(-1)?.changes).toContainEqual({ path: 'clientSecret', kind: 'add', secret: true });
    expect((await stat(recordFile)).mode & 0o777).toBe(0o600);
    const again = await up(withSecret);
    expect(again.plan.summary.same).toBe(2);
    expect(JSON.stringify(again.plan)).not.toContain('chosen-by-hand');
    expect(again.plan.outputs).toEqual({ given: { secret: true }, derived: { secret: true } });
  });

  test('that the tenant makes are secret without being declared', async () => {
    const { up } = await embeddedTenant();
    const program = async () => {
      const application = new auth0.Client('application', { name: 'Robot', appType: 'non_interactive' });
      const { clientSecret } = new auth0.ClientCredentials('credentials', {
        clientId: application.clientId,
        authenticationMethod: 'client_secret_post',
      });
      return { clientSecret };
    };
    await up(program);
    const { plan, outputs } = await up(program);
    expect(plan.outputs).toEqual({ clientSecret: { secret: true } });
    expect(outputs['clientSecret']).toMatch(/^[\w-]{64}$/);
  });
});

describe('the record', () => {
  test.each(['{', '{}', '{"schemaVersion": 2}'])(
    'that holds %s is refused and left as it is',
    async (text) => {
      const { up, recordFile, client } = await embeddedTenant();
      await up(shop());
      client.sent.length = 0;
      await writeFile(recordFile, text);
      await expect(up(shop())).rejects.toMatchObject({ code: 'RECORD_INVALID' });
      await expect(up(shop())).rejects.toThrow(`${recordFile} is not`);
      expect(await readFile(recordFile, 'utf8')).toBe(text);
      expect(client.sent).toEqual([]);
    },
  );

  test('of another tenant at the same domain is not believed', async () => {
    const { up, tenant, recordFile, connect } = await embeddedTenant();
    const { outputs } = await up(shop());
    const record = await readFile(recordFile, 'utf8');
    await tenant.reset();
    await mkdir(dirname(recordFile), { recursive: true });
    await writeFile(recordFile, record);
    const client = await connect();
    const afresh = await up(shop({ role: false }));
    expect(afresh.plan.summary).toEqual({ create: 2, update: 0, replace: 0, delete: 0, same: 0 });
    expect(client.sent.filter(({ path }) => path.includes(String(outputs['apiId'])))).toEqual([]);
  });

  test('of another stack is refused', async () => {
    const { up, recordFile } = await embeddedTenant();
    await up(shop());
    const record = await readFile(recordFile, 'utf8');
    await writeFile(recordFile, record.replace('"stack": "test"', '"stack": "other"'));
    await expect(up(shop())).rejects.toThrow(`${recordFile} is about stack other of shop, not test of shop.`);
  });
});
