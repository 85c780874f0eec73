import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { newClient } from '../../rules/client-defaults.ts';
import type { Client } from '../../state/entities/applications.ts';
import type { TenantSettings } from '../../state/entities/settings.ts';
import { isRegistrationBlocked } from '../../rules/network-acl.ts';
import { isStrictRedirectUri } from '../../rules/redirect-uris.ts';
import type { Store } from '../../state/store.ts';
import { Refusal } from '../refusal.ts';
import { bodyText, mediaType, withBody } from '../request-body.ts';
import { jsonIn } from '../../../text/json.ts';

const registrableGrantTypes = new Set(['authorization_code', 'refresh_token']);

/** What Auth0 reads of a registration (RFC 7591, section 2); the rest is passed over. */
const registration = z.object({
  client_name: z
    .string()
    .regex(/^[^<>]+$/u, 'must not be empty or hold < or >')
    .optional(),
  redirect_uris: z.array(z.string().refine(isStrictRedirectUri, 'is not a valid redirect URI')).min(1),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_post', 'client_secret_basic'])
    .default('client_secret_post'),
  grant_types: z
    .array(z.string())
    .default(['authorization_code'])
    .transform((types) => types.filter((type) => registrableGrantTypes.has(type)))
    .refine((types) => types.includes('authorization_code'), 'must include authorization_code'),
  response_types: z.array(z.literal('code')).default(['code']),
});

/** The metadata of a registered application, as oidc-provider hands it over. */
const registered = registration.extend({ client_id: z.string(), client_secret: z.string().optional() });

/**
 * Checks a dynamic registration by Auth0's rules and leaves in it what oidc-provider is to register.
 *
 * Grant types that are not for registered applications are taken out, not refused. Source: Auth0, "Dynamic Client Registration".
 *
 * @throws {Refusal} 403 where a network ACL blocks it, in words of our own, since Auth0's were never recorded; 404 while the tenant's flag is off, 400 `invalid_redirect_uri` or `invalid_client_metadata`, also for
 *   another media type than JSON (RFC 7591, section 3.1)
 */
export async function translateRegistration(
  request: IncomingMessage,
  store: Store,
): Promise<IncomingMessage> {
  if (isRegistrationBlocked(store.read.networkAcls.values(), request.socket.remoteAddress ?? '')) {
    throw new Refusal(403, 'access_denied', "The tenant's access control list blocks this address.");
  }
  if (store.documents.settings.flags['enable_dynamic_client_registration'] !== true) {
    throw new Refusal(404, 'not_found', 'Dynamic client registration is not enabled for this tenant.');
  }
  if (mediaType(request) !== 'application/json') {
    throw new Refusal(400, 'invalid_client_metadata', 'Send the client metadata as application/json.');
  }
  const parsed = registration.safeParse(jsonIn(await bodyText(request)));
  if (!parsed.success) throw registrationRefusal(parsed.error);
  return withBody(request, 'application/json', JSON.stringify(parsed.data));
}

/** The application for metadata that oidc-provider has registered: a third party's, under the security that the tenant has for them. */
export function clientFromMetadata(
  metadata: Record<string, unknown>,
  { dynamic_client_registration_security_mode: mode = 'strict' }: TenantSettings,
): Client {
  const { client_id, client_secret, client_name, redirect_uris, grant_types, token_endpoint_auth_method } =
    registered.parse(metadata);
  const client = newClient({
    name: client_name ?? client_id,
    is_first_party: false,
    third_party_security_mode: mode,
    callbacks: redirect_uris,
    grant_types,
    token_endpoint_auth_method,
  });
  return { ...client, client_id, ...(client_secret === undefined ? {} : { client_secret }) };
}

/** Auth0's answer to a registration: no registration access token, since nothing can be changed afterwards. */
export function registrationResponse(metadata: Record<string, unknown>): Record<string, unknown> {
  const { client_secret, ...response } = registered.parse(metadata);
  return client_secret === undefined ? response : { ...response, client_secret, client_secret_expires_at: 0 };
}

function registrationRefusal({ issues: [issue] }: z.ZodError): Refusal {
  const [property] = issue?.path ?? [];
  const description = `${issue?.path.join('.') || 'The request body'}: ${issue?.message ?? 'is invalid'}`;
  const error = property === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata';
  return new Refusal(400, error, description);
}
