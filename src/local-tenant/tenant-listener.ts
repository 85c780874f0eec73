import { createManagementApi } from './management/api.ts';
import type { RateLimits } from './management/rate-limits.ts';
import type { ManagementContext } from './management/route.ts';
import { createOAuth } from './oauth/oauth.ts';
import { listenerOf, type Listener } from './server.ts';

/** Answers as the tenant: the Management API below `/api/v2/`, the OAuth half everywhere else. */
export function tenantListener(context: ManagementContext, rateLimits: RateLimits | undefined): Listener {
  const { store, keys, domain, now } = context;
  const management = listenerOf(createManagementApi(context, rateLimits).fetch);
  const oauth = createOAuth({ store, keys, issuer: `https://${domain}/`, now });
  return (request, response) =>
    request.url?.startsWith('/api/v2/') === true
      ? management(request, response)
      : oauth.handle(request, response);
}
