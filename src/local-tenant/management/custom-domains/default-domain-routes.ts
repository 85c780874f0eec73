import * as z from 'zod';
import type { CustomDomain } from '../../state/entities/custom-domains.ts';
import { invalidBody } from '../errors.ts';
import { route, type ManagementContext, type Route } from '../route.ts';

const path = '/custom-domains/default';
const defaultDomainBody = z.strictObject({ domain: z.string().min(3).max(255) });

/**
 * `/custom-domains/default`: the one that Auth0 puts into what it sends; the tenant's own unless one was chosen. Source: Auth0,
 * "Default Custom Domain". Nothing is sent here.
 */
export function defaultDomainRoutes({ store, domain: own }: ManagementContext): readonly Route[] {
  const current = (): CustomDomain | undefined =>
    [...store.read.customDomains.values()].find(({ is_default: isDefault }) => isDefault);

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:custom_domains'],
      handle: () => ({ status: 200, body: current() ?? { domain: own } }),
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:custom_domains'],
      body: defaultDomainBody,
      handle: async ({ body }) => {
        const chosen = await store.write(({ customDomains }) => {
          const [custom] = customDomains.by('domain', body.domain);
          if (custom?.status !== 'ready' && body.domain !== own)
            throw invalidBody('The domain must be verified before it can be set as default.');
          const before = current();
          if (before) customDomains.put({ ...before, is_default: false });
          const after = custom && { ...custom, is_default: true };
          if (after) customDomains.put(after);
          return after;
        });
        return { status: 200, body: chosen ?? { domain: own } };
      },
    }),
  ];
}
