import * as z from 'zod';
import type { Documents } from '../../state/store.ts';
import { patched, withoutNulls } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { jsonObject, propertyCount } from '../validation.ts';
import { htmlColor, strictHttpsUrl } from './branding-formats.ts';

const url = strictHttpsUrl.nullable().exactOptional();
const some = propertyCount({ minimum: 1 });

/** Source: Management API v2, `UpdateBrandingRequestContent`, without what its SDK for Node 7.1 has moved to themes. */
const brandingBody = z
  .strictObject({
    colors: z
      .strictObject({
        primary: htmlColor.nullable().exactOptional(),
        page_background: z.union([z.string(), jsonObject]).nullable().exactOptional(),
      })
      .check(some)
      .nullable()
      .exactOptional(),
    favicon_url: url,
    logo_url: url,
    font: z.strictObject({ url }).check(some).nullable().exactOptional(),
  })
  .check(some);

/** `/branding`. Its colours are those of `/tenants/settings`: two recorded tenants have them in both places. */
export function brandingRoutes({ store }: ManagementContext): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/branding',
      scopes: ['read:branding'],
      handle: () => ({ status: 200, body: shown(store.documents) }),
    }),
    route({
      method: 'PATCH',
      path: '/branding',
      scopes: ['update:branding'],
      body: brandingBody,
      handle: async ({ body }) => {
        const branding = await store.write((tenant) => {
          const { branding: before, settings } = tenant.documents;
          // Null takes one colour away, so that the other stays.
          const whole = { colors: {}, font: {}, ...shown(tenant.documents) };
          const { colors, ...rest } = withoutEmpty(patched(whole, body, ['colors', 'font']));
          tenant.setDocument('branding', { ...before, settings: rest });
          if (body.colors !== undefined) {
            const login = { ...settings.universal_login, colors: colors ?? null };
            tenant.setDocument('settings', patched(settings, { universal_login: withoutNulls(login) }));
          }
          return shown(tenant.documents);
        });
        return { status: 200, body: branding };
      },
    }),
  ];
}

function shown({ branding, settings }: Documents): Readonly<Record<string, unknown>> {
  const colors = settings.universal_login?.colors;
  return { ...(colors && { colors }), ...branding.settings };
}

/** Without the objects that nothing is left of. */
function withoutEmpty(settings: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => JSON.stringify(value) !== '{}'));
}
