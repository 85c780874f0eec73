import { readFile } from 'node:fs/promises';
import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { changeInternals } from '../../../src/local-tenant/oauth/provider-internals.ts';
import { freshTenant } from '../../../src/local-tenant/rules/fresh-tenant.ts';
import { Store } from '../../../src/local-tenant/state/store.ts';

beforeEach(() => {
  // That it has no keys and no storage.
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
});

const tenant = new Store(freshTenant('localhost:4443'), () => Promise.resolve());
const untouched = () => new Provider('https://localhost', {});

test('oidc-provider is the version whose internals are changed', async () => {
  const manifest = JSON.parse(
    await readFile(new URL('../../../node_modules/oidc-provider/package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  const file = new URL('../../../src/local-tenant/oauth/provider-internals.ts', import.meta.url);
  expect(await readFile(file, 'utf8')).toContain(`oidc-provider ${manifest.version} `);
});

test('what is replaced is there before it is replaced', () => {
  const { Client, IdToken } = untouched();
  expect(Reflect.get(Client.Schema.prototype, 'redirectUris')).toBeTypeOf('function');
  for (const name of ['redirectUriAllowed', 'postLogoutRedirectUriAllowed', 'includeSid']) {
    expect(Reflect.get(Client.prototype, name)).toBeTypeOf('function');
  }
  expect(Reflect.get(IdToken.prototype, 'payload')).toBeTypeOf('function');
});

test('response types are kept in a list of the provider, without the one that is added', () => {
  const provider = untouched();
  expect(instance(provider).configuration.responseTypes).not.toContain('token');
  changeInternals(provider, tenant, () => ({}));
  expect(instance(provider).configuration.responseTypes).toContain('token');
  expect(instance(untouched()).configuration.responseTypes).not.toContain('token');
});

test('user codes are made of what the provider has at each moment', () => {
  expect(instance(untouched()).features.deviceFlow).toMatchObject({ charset: 'base-20', mask: '****-****' });
});

test('one provider is changed, and no other', () => {
  const changed = untouched();
  changeInternals(changed, tenant, () => ({}));
  const includeSid = ({ Client }: Provider) => Reflect.get(Client.prototype, 'includeSid') as unknown;
  expect(includeSid(untouched())).not.toBe(includeSid(changed));
});
