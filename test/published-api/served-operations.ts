import { managementTenant, managementToken } from '../support/tenants/management-tenant.ts';
import { publishedOperations } from './judge.ts';

/** The scopes that the local tenant wants for each published operation that it serves: what it says to a token that has none. */
export async function servedOperations(): Promise<ReadonlyMap<string, readonly string[]>> {
  const tenant = await managementTenant();
  const authorization = `Bearer ${await managementToken(tenant.keys.current, { scope: '' })}`;
  const served = new Map<string, readonly string[]>();
  for (const name of publishedOperations.keys()) {
    const [method = '', path = ''] = name.split(' ');
    const { status, body } = await tenant.send(path.replaceAll(/\{\w+\}/g, 'ID'), {
      method,
      headers: { authorization },
    });
    if (status === 403) served.set(name, scopesIn(body.message));
  }
  return served;
}

const scopesIn = (message: string) => message.replace('Insufficient scope, expected any of: ', '').split(',');
