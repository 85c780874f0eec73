import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { servedCustomDomain } from '../../domain.ts';
import type { CustomDomain } from '../../state/entities/custom-domains.ts';
import { prefixedId } from '../../state/ids.ts';
import { conflict, ManagementError } from '../errors.ts';
import { listPage, selectFields } from '../listing.ts';
import { patched } from '../patch.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { isDomainFound } from './custom-domain-search.ts';
import {
  createCustomDomainBody,
  customDomainListQuery,
  updateCustomDomainBody,
} from './custom-domain-schema.ts';
import { defaultDomainRoutes } from './default-domain-routes.ts';

/** `/custom-domains`. */
export function customDomainRoutes(context: ManagementContext): readonly Route[] {
  const { store, domain, now } = context;
  function existing(id = ''): CustomDomain {
    const custom = store.read.customDomains.get(id);
    if (!custom) {
      const message = `The custom domain ${id} does not exist`;
      throw new ManagementError(404, message, 'inexistent_custom_domain');
    }
    return custom;
  }

  return [
    ...defaultDomainRoutes(context),
    route({
      method: 'GET',
      path: '/custom-domains',
      scopes: ['read:custom_domains'],
      query: customDomainListQuery,
      handle: ({ query }) => {
        const listing = { name: 'custom_domains', idOf: (each: CustomDomain) => each.custom_domain_id };
        const all = [...store.read.customDomains.values()];
        const found = query.q === undefined ? all : all.filter(isDomainFound(query.q));
        const items = query.sort === undefined ? found : found.toSorted(byDomain);
        return { status: 200, body: listPage(items, query, listing, (each) => selectFields(each, query)) };
      },
    }),
    route({
      method: 'POST',
      path: '/custom-domains',
      scopes: ['create:custom_domains'],
      body: createCustomDomainBody,
      handle: async ({ body }) => {
        const custom = await store.write(({ customDomains }) => {
          const taken = customDomains.by('domain', body.domain).length > 0;
          if (taken)
            throw conflict('A custom domain with the same name already exists.', 'custom_domain_conflict');
          const made = newCustomDomain(body, { first: customDomains.size === 0, domain, now });
          customDomains.put(made);
          return made;
        });
        return { status: 201, body: custom };
      },
    }),
    route({
      method: 'GET',
      path: '/custom-domains/:id',
      scopes: ['read:custom_domains'],
      handle: ({ params }) => ({ status: 200, body: existing(params['id']) }),
    }),
    route({
      method: 'PATCH',
      path: '/custom-domains/:id',
      scopes: ['update:custom_domains'],
      body: updateCustomDomainBody,
      handle: async ({ params, body }) => {
        const changed = await store.write(({ customDomains }) => {
          const custom = patched(existing(params['id']), body, ['domain_metadata']);
          customDomains.put(custom);
          return custom;
        });
        return { status: 200, body: changed };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/custom-domains/:id',
      scopes: ['delete:custom_domains'],
      change: (tenant, { params }) => {
        // Deleting what does not exist is no error, as Auth0 has it.
        tenant.customDomains.remove(params['id'] ?? '');
      },
    }),
    route({
      method: 'POST',
      path: '/custom-domains/:id/verify',
      scopes: ['create:custom_domains'],
      handle: async ({ params }) => {
        const verified = await store.write(({ customDomains }) => {
          const custom = looked(existing(params['id']), domain, now);
          customDomains.put(custom);
          return custom;
        });
        // This answer alone leaves out whether the domain is the default one.
        const { is_default: _isDefault, ...shown } = verified;
        return { status: 200, body: shown };
      },
    }),
  ];
}

function byDomain(a: CustomDomain, b: CustomDomain): number {
  return a.domain < b.domain ? -1 : 1;
}

function newCustomDomain(
  {
    verification_method: _method,
    domain_metadata: metadata,
    relying_party_identifier: party,
    ...body
  }: z.infer<typeof createCustomDomainBody>,
  tenant: { readonly first: boolean; readonly domain: string; readonly now: () => number },
): CustomDomain {
  const id = prefixedId('cd');
  const managed = body.type === 'auth0_managed_certs';
  return {
    custom_domain_id: id,
    primary: tenant.first,
    is_default: false,
    status: 'pending_verification',
    verification: {
      methods: [
        managed
          ? {
              name: 'CNAME',
              record: `${id.replace('_', '-').toLowerCase()}.${tenant.domain}`,
              domain: body.domain,
            }
          : { name: 'TXT', record: randomUUID(), domain: `_cf-custom-hostname.${body.domain}` },
      ],
    },
    ...(managed ? { tls_policy: 'recommended' } : { custom_client_ip_header: null }),
    ...body,
    ...(metadata !== undefined && { domain_metadata: patched({}, metadata) }),
    ...(party !== undefined && { relying_party_identifier: party }),
    created_at: new Date(tenant.now()).toISOString(),
  };
}

/** Of the DNS this tenant asks nobody: the one name that it is served at needs no record, and any other waits for its own. */
function looked(custom: CustomDomain, domain: string, now: () => number): CustomDomain {
  if (custom.domain !== servedCustomDomain(domain)) return custom;
  const { methods } = custom.verification;
  return {
    ...custom,
    status: 'ready',
    verification: { methods, status: 'verified', last_verified_at: new Date(now()).toISOString() },
  };
}
