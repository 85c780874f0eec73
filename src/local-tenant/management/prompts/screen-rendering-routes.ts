import * as z from 'zod';
import { tenantNameOf } from '../../domain.ts';
import type { ScreenRendering } from '../../state/entities/prompts.ts';
import type { Transaction } from '../../state/store.ts';
import { ManagementError } from '../errors.ts';
import { fieldParameters, listPage, pageParameters, selectFields } from '../listing.ts';
import { withoutNulls } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';
import { renderedScreen, renderingBody, renderingsBody } from './screen-rendering-schema.ts';

const path = '/prompts/:prompt/screen/:screen/rendering';

/**
 * `/prompts/rendering`, and the same of one screen: who draws the screens of a login. It is kept and given back, and the pages here
 * stay as they are.
 */
export function screenRenderingRoutes({ store, domain }: ManagementContext): readonly Route[] {
  const patch = (
    tenant: Transaction,
    { prompt, screen }: z.infer<typeof renderedScreen>,
    settings: z.infer<typeof renderingBody>,
  ) => {
    const id = `${prompt}/${screen}`;
    const before = tenant.screenRenderings.get(id) ?? { id, prompt, screen, settings: {} };
    tenant.screenRenderings.put({ ...before, settings: { ...before.settings, ...settings } });
  };

  return [
    route({
      method: 'GET',
      path: '/prompts/rendering',
      scopes: ['read:prompts'],
      query: z.strictObject({
        ...pageParameters,
        ...fieldParameters,
        prompt: z.string().exactOptional(),
        screen: z.string().exactOptional(),
        rendering_mode: z.string().exactOptional(),
      }),
      handle: ({ query }) => {
        const { prompt, screen, rendering_mode: mode } = query;
        const asked = [...store.read.screenRenderings.values()]
          .filter((rendering) => prompt === undefined || rendering.prompt === prompt)
          .filter((rendering) => screen === undefined || rendering.screen === screen)
          .map(shown)
          .filter((rendering) => mode === undefined || rendering.rendering_mode === mode);
        const listing = { name: 'configs', idOf: (one: object) => JSON.stringify(one) };
        return { status: 200, body: listPage(asked, query, listing, (one) => selectFields(one, query)) };
      },
    }),
    route({
      method: 'PATCH',
      path: '/prompts/rendering',
      scopes: ['update:prompts'],
      body: renderingsBody,
      handle: async ({ body: { configs } }) => {
        await store.write((tenant) => {
          for (const { prompt, screen, ...settings } of configs) patch(tenant, { prompt, screen }, settings);
        });
        return { status: 200, body: { configs: configs.map(withoutNulls) } };
      },
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:prompts'],
      handle: ({ params }) => {
        const { prompt, screen } = parsePath(renderedScreen, params);
        const rendering = store.read.screenRenderings.get(`${prompt}/${screen}`);
        // What Auth0 says here is not known to us.
        if (!rendering) throw new ManagementError(404, 'The rendering settings do not exist.');
        return { status: 200, body: { tenant: tenantNameOf(domain), ...shown(rendering) } };
      },
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:prompts'],
      body: renderingBody,
      handle: async ({ params, body }) => {
        const screen = parsePath(renderedScreen, params);
        await store.write((tenant) => {
          patch(tenant, screen, body);
        });
        // What was sent, and no more, as recorded.
        return { status: 200, body: withoutNulls(body) };
      },
    }),
  ];
}

function shown({ prompt, screen, settings }: ScreenRendering) {
  return {
    prompt,
    screen,
    rendering_mode: 'standard',
    context_configuration: [],
    default_head_tags_disabled: false,
    head_tags: [],
    filters: null,
    use_page_template: false,
    ...settings,
  };
}
