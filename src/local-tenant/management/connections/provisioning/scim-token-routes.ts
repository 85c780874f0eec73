import { randomBytes } from 'node:crypto';
import { prefixedId } from '../../../state/ids.ts';
import type { ScimToken } from '../../../state/entities/connections.ts';
import { ManagementError } from '../../errors.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { knownConnection } from '../known-connection.ts';
import { scimConfigurationOf } from './scim-routes.ts';
import { createScimTokenBody, scimScopes } from './scim-schema.ts';

const path = '/connections/:id/scim-configuration/tokens';
const mostTokens = 2;

/** `…/scim-configuration/tokens`: nothing takes them here. What Auth0 answers where SCIM is not configured was never recorded. */
export function scimTokenRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = knownConnection(context);
  const configured = scimConfigurationOf(context);

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:scim_token'],
      handle: ({ params }) => ({ status: 200, body: configured(params['id']).tokens }),
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:scim_token'],
      body: createScimTokenBody,
      handle: async ({ params, body }) => {
        const { scopes = scimScopes, token_lifetime: lifetime } = body;
        const iso = (ms: number) => new Date(ms).toISOString();
        const token: ScimToken = {
          token_id: prefixedId('tok'),
          scopes,
          created_at: iso(now()),
          ...(typeof lifetime === 'number' && { valid_until: iso(now() + lifetime * 1000) }),
        };
        await store.write((tenant) => {
          const before = configured(params['id']);
          if (before.tokens.length >= mostTokens)
            throw new ManagementError(409, 'Maximum of 2 tokens already issued for this connection');
          tenant.scimConfigurations.put({ ...before, tokens: [...before.tokens, token] });
        });
        const secret = `${token.token_id}.${randomBytes(32).toString('hex')}`;
        return { status: 201, body: { ...token, token: secret } };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:token`,
      scopes: ['delete:scim_token'],
      change: (tenant, { params }) => {
        const found = tenant.scimConfigurations.get(existing(params['id']).id);
        const tokens = found?.tokens.filter(({ token_id }) => token_id !== params['token']);
        if (found && tokens) tenant.scimConfigurations.put({ ...found, tokens });
      },
    }),
  ];
}
