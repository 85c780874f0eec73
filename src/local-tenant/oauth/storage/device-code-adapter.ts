import { Provider, type Adapter } from 'oidc-provider/lib/provider.js';
import { codeAdapter } from './code-adapter.ts';

/** How long a code is remembered that has expired, in seconds. */
const rememberedSeconds = 900;

/**
 * Device codes, in memory. One that has expired is told to the device once, and is unknown then. Source: Auth0, "Call Your API Using
 * the Device Authorization Flow", expired token.
 */
export function deviceCodeAdapter(...given: Parameters<typeof codeAdapter>): Adapter {
  const codes = codeAdapter(...given);
  const find = codes.find.bind(codes);
  const upsert = codes.upsert.bind(codes);
  return Object.assign(codes, {
    upsert: (id: string, payload: Record<string, unknown>, expiresIn = 0) =>
      upsert(id, payload, expiresIn + rememberedSeconds),
    async find(id: string): Promise<Record<string, unknown> | undefined> {
      const code = await find(id);
      const hasExpired = Number(code?.['exp']) <= Math.floor(Date.now() / 1000);
      if (hasExpired && Provider.ctx?.path === '/oauth/token') await codes.destroy(id);
      return code;
    },
  });
}
