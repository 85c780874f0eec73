import * as z from 'zod';
import { tenantNameOf } from '../../../domain.ts';
import type { PhoneProvider } from '../../../state/entities/branding.ts';
import { notificationId } from '../../../state/ids.ts';
import type { Transaction } from '../../../state/store.ts';
import { ManagementError } from '../../errors.ts';
import { patched } from '../../patch.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { queryBoolean } from '../../listing.ts';
import { notFound, sent, tryBody } from './notification.ts';
import { changedPhoneProviderBody, phoneProviderBody } from './phone-provider-schema.ts';

const path = '/branding/phone/providers';

/** `/branding/phone/providers`: one, or none. Nothing is ever sent by it. */
export function phoneProviderRoutes({ store, domain, now }: ManagementContext): readonly Route[] {
  const existing = (id: string | undefined): PhoneProvider => {
    const { phone_provider: provider } = store.documents.branding;
    if (provider && provider.id === id) return provider;
    throw notFound();
  };
  const put = (tenant: Transaction, provider: PhoneProvider) => {
    checkProvider(provider);
    tenant.setDocument('branding', { ...tenant.documents.branding, phone_provider: provider });
    return provider;
  };
  /** Without the credentials, which a list has null. */
  const shown = ({ credentials: _credentials, ...provider }: PhoneProvider) => ({
    tenant: tenantNameOf(domain),
    channel: 'phone',
    ...provider,
  });

  return [
    route({
      method: 'POST',
      path,
      scopes: ['create:phone_providers'],
      body: phoneProviderBody,
      handle: async ({ body }) => {
        const at = new Date(now()).toISOString();
        const provider = await store.write((tenant) => {
          if (tenant.documents.branding.phone_provider) {
            // Source: Management API v2, the 409 of this operation.
            throw new ManagementError(409, 'Custom phone provider conflict.');
          }
          const id = notificationId('pro');
          return put(tenant, { id, disabled: false, ...body, created_at: at, updated_at: at });
        });
        return { status: 201, body: shown(provider) };
      },
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:phone_providers'],
      query: z.strictObject({ disabled: queryBoolean.exactOptional() }),
      handle: ({ query: { disabled } }) => {
        const { phone_provider: provider } = store.documents.branding;
        const isAsked = provider && (disabled === undefined || provider.disabled === disabled);
        return {
          status: 200,
          body: { providers: isAsked ? [{ ...shown(provider), credentials: null }] : [] },
        };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      scopes: ['read:phone_providers'],
      handle: ({ params }) => ({ status: 200, body: shown(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      scopes: ['update:phone_providers'],
      body: changedPhoneProviderBody,
      handle: async ({ params, body }) => {
        const updated_at = new Date(now()).toISOString();
        const provider = await store.write((tenant) =>
          put(tenant, patched(existing(params['id']), { ...body, updated_at })),
        );
        return { status: 200, body: shown(provider) };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: ['delete:phone_providers'],
      change: (tenant, { params }) => {
        existing(params['id']);
        const { phone_provider: _provider, ...rest } = tenant.documents.branding;
        tenant.setDocument('branding', rest);
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/try`,
      scopes: ['create:phone_providers'],
      body: tryBody,
      handle: ({ params }) => {
        existing(params['id']);
        return sent;
      },
    }),
  ];
}

/** Twilio is told who calls. Source: recording of the Terraform provider, `TestAccCheckPhoneProvider`. */
function checkProvider({ name, configuration = {}, credentials }: PhoneProvider): void {
  const { sid, default_from: from, mssid } = configuration;
  const isWhole = sid !== undefined && (from ?? mssid) !== undefined && 'auth_token' in credentials;
  if (name === 'twilio' && !isWhole) {
    throw new ManagementError(400, 'Bad Operation on Notification Resource');
  }
}
