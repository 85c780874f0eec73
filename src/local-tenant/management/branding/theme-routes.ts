import type { BrandingTheme } from '../../state/entities/branding.ts';
import type { Transaction } from '../../state/store.ts';
import { alphanumeric } from '../../state/ids.ts';
import { ManagementError } from '../errors.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { defaultIdentifiers, themeBody } from './theme-schema.ts';

const path = '/branding/themes/:themeId';

/** `/branding/themes`: one, or none, which is the default then. */
export function themeRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(themeId: string | undefined, doing: string): BrandingTheme {
    const { theme } = store.documents.branding;
    if (theme && themeId === theme.themeId) return theme;
    throw new ManagementError(
      404,
      `There was an error ${doing} branding settings: invalid theme ID`,
      'theme_not_found',
    );
  }
  const put = (tenant: Transaction, theme: BrandingTheme) => {
    tenant.setDocument('branding', { ...tenant.documents.branding, theme });
    return theme;
  };

  return [
    route({
      method: 'POST',
      path: '/branding/themes',
      scopes: ['update:branding'],
      body: themeBody,
      handle: async ({ body }) => {
        const theme = await store.write((tenant) => {
          if (tenant.documents.branding.theme) {
            // Source: Management API v2, the 409 of this operation.
            throw new ManagementError(
              409,
              'There was an error updating branding settings: The theme already exists',
            );
          }
          return put(tenant, { identifiers: defaultIdentifiers, ...body, themeId: alphanumeric(32) });
        });
        return { status: 200, body: theme };
      },
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:branding'],
      handle: ({ params: { themeId } }) => {
        const id = themeId === 'default' ? store.documents.branding.theme?.themeId : themeId;
        return { status: 200, body: existing(id, 'retrieving') };
      },
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:branding'],
      body: themeBody,
      handle: async ({ params, body }) => {
        const theme = await store.write((tenant) =>
          put(tenant, { ...existing(params['themeId'], 'updating'), ...body }),
        );
        return { status: 200, body: theme };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:branding'],
      change: (tenant, { params }) => {
        existing(params['themeId'], 'deleting');
        const { theme: _theme, ...rest } = tenant.documents.branding;
        tenant.setDocument('branding', rest);
      },
    }),
  ];
}
