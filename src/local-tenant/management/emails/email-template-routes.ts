import * as z from 'zod';
import type { EmailTemplate } from '../../state/entities/emails.ts';
import { inexistent, ManagementError } from '../errors.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';

const name = z.enum([
  'verify_email',
  'verify_email_by_code',
  'auth_email_by_code',
  'reset_email',
  'reset_email_by_code',
  'welcome_email',
  'blocked_account',
  'stolen_credentials',
  'enrollment_email',
  'mfa_oob_code',
  'user_invitation',
  'change_password',
  'password_reset',
  'async_approval',
]);
const templatePath = z.object({ name });

const text = z.string().nullable();

/** Source: Management API v2, `CreateEmailTemplateRequestContent`, and the names of its SDK for Node 7.1. */
const templateBody = z.strictObject({
  template: name,
  body: text,
  from: text,
  subject: text,
  syntax: text,
  enabled: z.boolean().nullable(),
  resultUrl: text.exactOptional(),
  urlLifetimeInSeconds: z.number().min(0).nullable().exactOptional(),
  includeEmailInRedirect: z.boolean().exactOptional(),
});

/** `/email-templates`: those that the tenant has in words of its own. */
export function emailTemplateRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(params: Readonly<Record<string, string>>): EmailTemplate {
    const template = store.read.emailTemplates.get(parsePath(templatePath, params).name);
    if (!template) throw inexistent('email template');
    return template;
  }

  const change = (method: 'PATCH' | 'PUT', body: z.ZodType<object>) =>
    route({
      method,
      path: '/email-templates/:name',
      scopes: ['update:email_templates'],
      body,
      handle: async ({ params, body: sent }) => {
        const changed = await store.write((tenant) => {
          const before = existing(params);
          // Whatever the body calls it, it is the one that the path names.
          const { template } = before;
          const after = { ...(method === 'PATCH' && before), ...sent, template };
          tenant.emailTemplates.put(after);
          return after;
        });
        return { status: 200, body: changed };
      },
    });

  return [
    route({
      method: 'POST',
      path: '/email-templates',
      scopes: ['create:email_templates'],
      body: templateBody,
      handle: async ({ body }) => {
        await store.write(({ emailTemplates }) => {
          if (emailTemplates.has(body.template)) {
            throw new ManagementError(409, `Template ${body.template} already exists.`);
          }
          emailTemplates.put(body);
        });
        return { status: 200, body };
      },
    }),
    route({
      method: 'GET',
      path: '/email-templates/:name',
      scopes: ['read:email_templates'],
      handle: ({ params }) => ({ status: 200, body: existing(params) }),
    }),
    change('PATCH', templateBody.partial()),
    change('PUT', templateBody),
  ];
}
