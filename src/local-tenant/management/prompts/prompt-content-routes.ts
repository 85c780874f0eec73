import type * as z from 'zod';
import type { PromptContent } from '../../state/entities/prompts.ts';
import { requireCustomDomain } from '../custom-domains/required-custom-domain.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';
import { customTextBody, customTextPath, partialsBody, partialsPath } from './prompt-content-schema.ts';

interface Content {
  /** Below `/prompts`. */
  readonly path: string;
  readonly params: z.ZodType<Readonly<Record<string, string>>>;
  readonly body: z.ZodType<PromptContent['screens']>;
  readonly needsCustomDomain: boolean;
}

const contents: readonly Content[] = [
  {
    path: ':prompt/custom-text/:language',
    params: customTextPath,
    body: customTextBody,
    needsCustomDomain: false,
  },
  { path: ':prompt/partials', params: partialsPath, body: partialsBody, needsCustomDomain: true },
];

/** `/prompts/{prompt}/custom-text/{language}` and `/prompts/{prompt}/partials`: each is put whole, and is empty at first. */
export function promptContentRoutes({ store }: ManagementContext): readonly Route[] {
  return contents.flatMap(({ path, params: schema, body: content, needsCustomDomain }) => {
    const idOf = (params: Readonly<Record<string, string>>) => {
      const valid = parsePath(schema, params);
      return path.replaceAll(/:(\w+)/g, (_, name: string) => valid[name] ?? '');
    };
    return [
      route({
        method: 'GET',
        path: `/prompts/${path}`,
        scopes: ['read:prompts'],
        handle: ({ params }) => ({
          status: 200,
          body: store.read.promptContents.get(idOf(params))?.screens ?? {},
        }),
      }),
      route({
        method: 'PUT',
        path: `/prompts/${path}`,
        scopes: ['update:prompts'],
        body: content,
        handle: async ({ params, body }) => {
          const id = idOf(params);
          const screens = withoutEmpty(body);
          await store.write((tenant) => {
            if (needsCustomDomain) requireCustomDomain(tenant);
            tenant.promptContents.put({ id, screens });
          });
          return { status: 200, body: screens };
        },
      }),
    ];
  });
}

/** A screen that nothing is put into is forgotten. Recorded by the acceptance tests of the Terraform provider. */
function withoutEmpty(screens: PromptContent['screens']): PromptContent['screens'] {
  return Object.fromEntries(Object.entries(screens).filter(([, screen]) => Object.keys(screen).length > 0));
}
