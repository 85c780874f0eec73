import { expect, test } from 'vitest';
import { managementTenant } from '../support/tenants/management-tenant.ts';
import { publishedOperations } from './judge.ts';
import { servedOperations } from './served-operations.ts';

/** What a caller who may do everything is told of each operation, with nothing in its body. */
async function answers(): Promise<
  ReadonlyMap<string, { readonly status: number; readonly message: unknown }>
> {
  const tenant = await managementTenant();
  const told = new Map<string, { readonly status: number; readonly message: unknown }>();
  for (const name of publishedOperations.keys()) {
    const [method = '', path = ''] = name.split(' ');
    const asked = path.replaceAll(/\{\w+\}/g, 'ID');
    const { status, body } = await tenant.call(method, asked, method === 'GET' ? undefined : {});
    told.set(name, { status, message: (body as { message?: unknown } | undefined)?.message });
  }
  return told;
}

test('each published operation is served, or refused by its name with 501', async () => {
  const served = await servedOperations();
  const told = await answers();
  const otherwise = [...told].flatMap(([name, { status, message }]) => {
    const named = `The local tenant does not emulate ${name.replace(' ', ' /api/v2').replaceAll(/\{\w+\}/g, 'ID')}. Use a tenant at Auth0 for it.`;
    const isRight = served.has(name)
      ? status !== 501 && message !== 'Not Found'
      : status === 501 && message === named;
    return isRight ? [] : [{ name, isServed: served.has(name), status, message }];
  });
  expect(otherwise).toEqual([]);
  expect(told.size).toBeGreaterThan(400);
  expect(told.size).toBeGreaterThan(served.size);
});
