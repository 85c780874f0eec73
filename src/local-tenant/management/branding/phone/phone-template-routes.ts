import * as z from 'zod';
import { tenantNameOf } from '../../../domain.ts';
import { phoneTemplateTypes, type PhoneTemplate } from '../../../state/entities/branding.ts';
import { notificationId } from '../../../state/ids.ts';
import type { Transaction } from '../../../state/store.ts';
import { ManagementError } from '../../errors.ts';
import { queryBoolean } from '../../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { propertyCount } from '../../validation.ts';
import { notFound, sent, tryBody } from './notification.ts';
import { defaultBodies } from './phone-template-defaults.ts';

const path = '/branding/phone/templates';

const some = propertyCount({ minimum: 1 });
const words = z.string().min(1).max(20_000);
const content = {
  from: z.string().min(1).max(16).exactOptional(),
  body: z
    .strictObject({ text: words.exactOptional(), voice: words.exactOptional() })
    .check(some)
    .exactOptional(),
};

/** Source: Management API v2, `CreatePhoneTemplateRequestContent`. */
const templateBody = z.strictObject({
  type: z.enum(phoneTemplateTypes).exactOptional(),
  disabled: z.boolean().exactOptional(),
  content: z
    .strictObject({ syntax: z.string().exactOptional(), ...content })
    .check(some)
    .exactOptional(),
});

/** Source: Management API v2, `UpdatePhoneTemplateRequestContent`. */
const changedBody = z.strictObject({
  disabled: z.boolean().exactOptional(),
  content: z.strictObject(content).check(some).exactOptional(),
});

/** `/branding/phone/templates`: those that the tenant has in words of its own. Their Liquid is not looked at. */
export function phoneTemplateRoutes({ store, domain, now }: ManagementContext): readonly Route[] {
  const held = () => store.documents.branding.phone_templates ?? [];
  const existing = (id: string | undefined): PhoneTemplate => {
    const template = held().find((one) => one.id === id);
    if (template) return template;
    throw notFound();
  };
  const put = (tenant: Transaction, template: PhoneTemplate) => {
    const others = held().filter(({ id }) => id !== template.id);
    tenant.setDocument('branding', {
      ...tenant.documents.branding,
      phone_templates: [...others, template],
    });
    return template;
  };
  const time = () => new Date(now()).toISOString();
  const shown = (template: Omit<PhoneTemplate, 'id'>) => ({
    tenant: tenantNameOf(domain),
    channel: 'phone',
    ...template,
  });
  /** Those that the tenant has none of its own in the place of: without an id, and from nobody. */
  const defaults = () =>
    Object.entries(defaultBodies)
      .filter(([type]) => !held().some((template) => template.type === type))
      .map(([type, body]) => ({
        type: type as PhoneTemplate['type'],
        disabled: false,
        content: { syntax: 'liquid', body, from: '' },
        created_at: time(),
        updated_at: time(),
      }));

  return [
    route({
      method: 'POST',
      path,
      scopes: ['create:phone_templates'],
      body: templateBody,
      handle: async ({ body }) => {
        const at = time();
        const template = await store.write((tenant) => {
          const { type = 'otp_verify' } = body;
          if (held().some((one) => one.type === type)) {
            // Source: Management API v2, the 409 of this operation.
            throw new ManagementError(409, 'Phone template already configured for tenant');
          }
          const own = { syntax: 'liquid', ...defaultWords(type), ...body.content };
          const { disabled = false } = body;
          const id = notificationId('tem');
          return put(tenant, { id, type, disabled, content: own, created_at: at, updated_at: at });
        });
        return { status: 201, body: shown(template) };
      },
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:phone_templates'],
      query: z.strictObject({ disabled: queryBoolean.exactOptional() }),
      handle: ({ query: { disabled } }) => {
        const templates = [...held(), ...defaults()]
          .filter((template) => disabled === undefined || template.disabled === disabled)
          .map(shown);
        return { status: 200, body: { templates } };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      scopes: ['read:phone_templates'],
      handle: ({ params }) => ({ status: 200, body: shown(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      scopes: ['update:phone_templates'],
      body: changedBody,
      handle: async ({ params, body }) => {
        const changed = await store.write((tenant) => {
          const before = existing(params['id']);
          const { body: wordsSent, ...others } = body.content ?? {};
          const after = {
            ...before.content,
            ...others,
            ...(wordsSent && { body: { ...before.content.body, ...wordsSent } }),
          };
          return put(tenant, { ...before, ...body, content: after, updated_at: time() });
        });
        return { status: 200, body: shown(changed) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: ['delete:phone_templates'],
      change: (tenant, { params }) => {
        const { id } = existing(params['id']);
        const templates = held().filter((one) => one.id !== id);
        tenant.setDocument('branding', { ...tenant.documents.branding, phone_templates: templates });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id/reset`,
      scopes: ['update:phone_templates'],
      handle: async ({ params }) => {
        const reset = await store.write((tenant) => {
          const before = existing(params['id']);
          const own = { ...before.content, ...defaultWords(before.type) };
          return put(tenant, { ...before, content: own, updated_at: time() });
        });
        return { status: 200, body: shown(reset) };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/try`,
      scopes: ['create:phone_templates'],
      body: z.looseObject(tryBody.shape),
      handle: ({ params }) => {
        existing(params['id']);
        return sent;
      },
    }),
  ];
}

/** Nothing of a type whose words were never recorded. */
function defaultWords(type: PhoneTemplate['type']): Partial<PhoneTemplate['content']> {
  const body = defaultBodies[type];
  return body ? { body } : {};
}
