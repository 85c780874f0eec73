import * as z from 'zod';
import type { EmailProvider } from '../../state/entities/emails.ts';
import type { Transaction } from '../../state/store.ts';
import { ManagementError } from '../errors.ts';
import { fieldParameters, selectFields } from '../listing.ts';
import { patched, withoutNulls } from '../patch.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { parseBody } from '../validation.ts';
import {
  changedCredentialsBody,
  createEmailProviderBody,
  credentialsBody,
  updateEmailProviderBody,
} from './email-provider-schema.ts';

/** What the API shows of credentials. Source: recording of the Terraform provider, `TestAccEmail`. */
const shownCredentials = new Set(['region', 'domain', 'smtp_host', 'smtp_port', 'smtp_user']);

/** `/emails/provider`: one, or none. No e-mail is ever sent by it. */
export function emailProviderRoutes({ store }: ManagementContext): readonly Route[] {
  function existing(): EmailProvider {
    const { provider } = store.documents.emails;
    if (provider) return provider;
    throw new ManagementError(404, 'There is not a configured email provider', 'inexistent_email_provider');
  }

  const put = async (provider: (tenant: Transaction) => EmailProvider) => {
    const kept = await store.write((tenant) => {
      const made = provider(tenant);
      if (made.name === 'custom') checkCustomProvider(tenant);
      tenant.setDocument('emails', { provider: made });
      return made;
    });
    return shown(kept);
  };

  return [
    route({
      method: 'GET',
      path: '/emails/provider',
      scopes: ['read:email_provider'],
      query: z.strictObject(fieldParameters),
      handle: ({ query }) => ({
        status: 200,
        body: selectFields(shown(existing()), query.fields ? query : { fields: 'name,enabled' }),
      }),
    }),
    route({
      method: 'POST',
      path: '/emails/provider',
      scopes: ['create:email_provider'],
      body: createEmailProviderBody,
      handle: async ({ body }) => {
        const { credentials } = parseBody(credentialsBody(body.name), { credentials: body.credentials });
        const provider = await put(({ documents }) => {
          if (documents.emails.provider)
            throw new ManagementError(409, 'Email provider is already configured.');
          const { name } = body;
          return patched<EmailProvider>({ name, enabled: true, credentials }, { ...body, credentials });
        });
        return { status: 201, body: provider };
      },
    }),
    route({
      method: 'PATCH',
      path: '/emails/provider',
      scopes: ['update:email_provider'],
      body: updateEmailProviderBody,
      handle: async ({ body }) => ({ status: 200, body: await put(() => changed(existing(), body)) }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/emails/provider',
      scopes: ['delete:email_provider'],
      // Deleting none is no error, as recorded.
      change: (tenant) => {
        tenant.setDocument('emails', {});
      },
    }),
  ];
}

/** Another provider than before begins anew: recorded of its settings, and one's credentials are nothing to the other. */
function changed(before: EmailProvider, body: z.infer<typeof updateEmailProviderBody>): EmailProvider {
  const { name = before.name, credentials, ...rest } = body;
  const sent = { ...(credentials && { credentials }) };
  if (name === before.name) {
    return patched(before, { ...rest, ...parseBody(changedCredentialsBody(name), sent) }, ['credentials']);
  }
  const { settings: _settings, ...kept } = before;
  return patched(kept, { name, ...rest, ...parseBody(credentialsBody(name), sent) });
}

function shown(provider: EmailProvider): EmailProvider {
  const credentials = Object.entries(withoutNulls(provider.credentials));
  return {
    ...provider,
    credentials: Object.fromEntries(credentials.filter(([name]) => shownCredentials.has(name))),
  };
}

/** The Action sends the e-mails. Source: Management API v2, the 409 of `POST /emails/provider`. */
function checkCustomProvider({ actions }: Transaction): void {
  const isSender = [...actions.values()].some(({ deployed_version }) =>
    deployed_version?.supported_triggers.some(({ id }) => id === 'custom-email-provider'),
  );
  if (!isSender) throw new ManagementError(409, 'No deployed action was found.');
}
