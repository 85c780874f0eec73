import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, test } from 'vitest';
import { declare, embeddedTenant } from '../../support/tenants/embedded-tenant.ts';

test.each(['omnichat.eu.auth0.com', '128.0.0.1:4443', 'localhost.example.com', ''])(
  'refuses the domain %j before anything else',
  async (domain) => {
    const { up, client } = await embeddedTenant();
    const program = () => Promise.reject(new Error('the program must not run'));
    await expect(up(program, { 'auth0:domain': domain })).rejects.toMatchObject({
      code: 'NOT_LOOPBACK',
      domain,
    });
    expect(client.sent).toEqual([]);
  },
);

test('refuses a client of another tenant than the configuration names', async () => {
  const { up, client } = await embeddedTenant();
  await expect(up(async () => undefined, { 'auth0:domain': 'localhost:1' })).rejects.toMatchObject({
    code: 'DOMAIN_MISMATCH',
  });
  expect(client.sent).toEqual([]);
});

test('refuses a configuration that it cannot decrypt', async () => {
  const { run, client } = await embeddedTenant();
  const program = () => Promise.reject(new Error('the program must not run'));
  await expect(run('up', program, {}, ['auth0:clientSecret', 'shop:key'])).rejects.toMatchObject({
    code: 'CONFIG_ENCRYPTED',
    message:
      'Stack test has encrypted values, which only the Pulumi CLI can decrypt: auth0:clientSecret, shop:key. ' +
      'Run with --engine pulumi, or take them out: pulumi config rm auth0:clientSecret -s test',
  });
  expect(client.sent).toEqual([]);
});

describe('a program', () => {
  test('that throws a RunError stops the run with its own words, before the first request', async () => {
    const { up, client } = await embeddedTenant();
    const program = () => Promise.reject(new pulumi.RunError('two settings\n  cannot be used'));
    await expect(up(program)).rejects.toMatchObject({
      name: 'EmbeddedRunError',
      code: 'PROGRAM_REFUSED',
      message: 'two settings\n  cannot be used',
    });
    expect(client.sent).toEqual([]);
  });

  test('that logs an error is refused, and deletes nothing', async () => {
    const { up, client } = await embeddedTenant();
    await up(async () => {
      declare(new auth0.Role('buyer', { name: 'Buyer' }));
    });
    client.sent.length = 0;
    const program = async () => {
      await pulumi.log.error('this cannot be');
    };
    await expect(up(program)).rejects.toMatchObject({ code: 'PROGRAM_REFUSED', message: 'this cannot be' });
    expect(client.sent).toEqual([]);
  });

  test('that throws anything else fails with exactly that', async () => {
    const { up } = await embeddedTenant();
    const mistake = new TypeError('undefined is not a function');
    await expect(up(() => Promise.reject(mistake))).rejects.toBe(mistake);
  });

  test('tells its warnings once, though it is run twice', async () => {
    const { up, messages } = await embeddedTenant();
    await up(async () => {
      await pulumi.log.warn('mind the gap');
      return { toBe: 'new' };
    });
    expect(messages).toEqual(['warning: mind the gap']);
  });

  test('is given its configuration, project and stack', async () => {
    const { up } = await embeddedTenant();
    const program = async () => ({
      setting: new pulumi.Config('omnichat').requireObject('list'),
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
    });
    const { outputs } = await up(program, { 'omnichat:list': '["a"]' });
    expect(outputs).toEqual({ setting: ['a'], project: 'shop', stack: 'test' });
  });

  test.each<[string, string, () => void]>([
    [
      'declares a URN twice',
      'URN_DUPLICATE',
      () => [1, 2].map(() => new auth0.Role('buyer', { name: 'Buyer' })),
    ],
    [
      'uses a resource type without a mapping',
      'RESOURCE_TYPE_UNSUPPORTED',
      () => declare(new auth0.Branding('branding', {})),
    ],
    [
      'states a property that is not carried',
      'PROPERTY_UNSUPPORTED',
      () => new auth0.Client('client', { name: 'a', addons: {} }),
    ],
    [
      'has options for a connection other than a database',
      'PROPERTY_UNSUPPORTED',
      () => new auth0.Connection('c', { name: 'a', strategy: 'oidc', options: { issuer: 'https://a.b' } }),
    ],
    [
      'ignores changes',
      'OPTION_UNSUPPORTED',
      () => new auth0.Role('buyer', { name: 'Buyer' }, { ignoreChanges: ['name'] }),
    ],
    ['imports', 'OPTION_UNSUPPORTED', () => new auth0.Role('buyer', { name: 'Buyer' }, { import: 'rol_1' })],
    [
      'has its own provider',
      'RESOURCE_TYPE_UNSUPPORTED',
      () => new auth0.Provider('provider', { domain: 'localhost' }),
    ],
    ['gets a resource', 'CALL_UNSUPPORTED', () => auth0.Role.get('buyer', 'rol_1')],
    ['calls a provider function', 'CALL_UNSUPPORTED', () => void auth0.getTenant()],
    [
      'passes a file',
      'TypeError',
      () => new auth0.Role('buyer', { name: new pulumi.asset.StringAsset('a') as unknown as string }),
    ],
  ])('that %s is refused before anything is written', async (_, code, attempt) => {
    const { up, client } = await embeddedTenant();
    const failure: unknown = await up(async () => {
      attempt();
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect((failure as { code?: string }).code ?? (failure as Error).name).toBe(code);
    expect(client.takeWrites()).toEqual([]);
  });
});
