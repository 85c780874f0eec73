import * as z from 'zod';
import { patched } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { propertyCount } from '../validation.ts';

const updateBody = z
  .strictObject({
    universal_login_experience: z.enum(['new', 'classic']).exactOptional(),
    identifier_first: z.boolean().nullable().exactOptional(),
    webauthn_platform_first_factor: z.boolean().nullable().exactOptional(),
  })
  .check(propertyCount({ minimum: 1 }));

/** `/prompts`: which login experience the tenant has. */
export function promptRoutes({ store }: ManagementContext): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/prompts',
      scopes: ['read:prompts'],
      handle: () => ({ status: 200, body: store.documents.prompts }),
    }),
    route({
      method: 'PATCH',
      path: '/prompts',
      scopes: ['update:prompts'],
      body: updateBody,
      handle: async ({ body }) => {
        const updated = await store.write((tenant) => {
          const prompts = patched(tenant.documents.prompts, body);
          tenant.setDocument('prompts', prompts);
          return prompts;
        });
        return { status: 200, body: updated };
      },
    }),
  ];
}
