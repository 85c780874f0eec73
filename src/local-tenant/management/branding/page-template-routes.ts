import * as z from 'zod';
import { requireCustomDomain } from '../custom-domains/required-custom-domain.ts';
import { ManagementError } from '../errors.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';

const path = '/branding/templates/universal-login';
const maximumLength = 102_400;

/** Source: Management API v2, `UpdateUniversalLoginTemplateRequestContent`. */
const templateBody = z.union([z.string(), z.strictObject({ template: z.string() })]);

/** `/branding/templates/universal-login`: what a login page stands in, kept and never used here. Its Liquid is not looked at. */
export function pageTemplateRoutes({ store }: ManagementContext): readonly Route[] {
  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:branding'],
      handle: () => {
        const { page_template: body } = store.documents.branding;
        if (body !== undefined) return { status: 200, body: { body } };
        throw new ManagementError(404, 'Template does not exist.', 'inexistent_templates_universal_login');
      },
    }),
    route({
      method: 'PUT',
      path,
      scopes: ['update:branding'],
      body: templateBody,
      handle: async ({ body }) => {
        const template = typeof body === 'string' ? body : body.template;
        checkTemplate(template);
        const isNew = await store.write((tenant) => {
          requireCustomDomain(tenant);
          const { branding } = tenant.documents;
          tenant.setDocument('branding', { ...branding, page_template: template });
          return branding.page_template === undefined;
        });
        return isNew ? { status: 201, body: {} } : { status: 204 };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path,
      scopes: ['delete:branding'],
      // Deleting none is no error, as recorded.
      change: (tenant) => {
        const { page_template: _template, ...rest } = tenant.documents.branding;
        tenant.setDocument('branding', rest);
      },
    }),
  ];
}

/** Sources: Management API v2, the 400 of `PUT`, and of its words alexkappa/terraform-provider-auth0, issue 475. */
function checkTemplate(template: string): void {
  if (Buffer.byteLength(template) > maximumLength) {
    throw new ManagementError(400, `Payload content length greater than maximum allowed: ${maximumLength}.`);
  }
  const count = (tag: string) =>
    template.match(new RegExp(`\\{%-?\\s*auth0:${tag}\\s*-?%\\}`, 'g'))?.length ?? 0;
  if (count('head') === 1 && count('widget') > 0) return;
  throw new ManagementError(
    400,
    'The template must contain a single auth0:head tag and at least one auth0:widget tag.',
  );
}
