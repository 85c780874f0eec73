import { z } from 'zod';
import { createCooldown } from '../upstream/cooldown.ts';
import { OAuthError } from '../endpoint/oauth-error.ts';
import { callUpstream, describeAnswer, upstreamError, type UpstreamAnswer } from '../upstream/upstream.ts';
import { type RegisteredClient, registeredGrantTypes, type RegistrationRequest } from './client-metadata.ts';
import { createManagementToken, type RegistrarCredentials } from './renewed-token.ts';
import { jsonIn } from '../../text/json.ts';

const createdClientSchema = z.object({
  client_id: z.string().min(1),
  name: z.string(),
  callbacks: z.array(z.string()),
  is_first_party: z.literal(false),
  token_endpoint_auth_method: z.literal('none'),
});

/**
 * Registers clients through Auth0's Management API (`POST /api/v2/clients`, scope `create:clients`).
 *
 * Whoever asks, the client is public and third-party: a first-party one would skip consent and get every
 * scope of an open API. Such a client logs nobody in until the tenant has a domain-level connection and a
 * default grant for third-party clients (Auth0, "Third-Party Applications").
 *
 * A creation is sent once. It is repeated only after a 401, which creates nothing: the token may have been
 * revoked. After any failure but a refusal of this one client none is sent during the pause of
 * {@link createCooldown}.
 */
export function createBroker(
  credentials: RegistrarCredentials,
  fetchUpstream: typeof fetch,
  now: () => number,
): (request: RegistrationRequest) => Promise<RegisteredClient> {
  const managementToken = createManagementToken(credentials, fetchUpstream, now);

  const cooldown = createCooldown(now);

  async function postClient(request: RegistrationRequest, token: string): Promise<UpstreamAnswer> {
    return callUpstream(fetchUpstream, `https://${credentials.domain}/api/v2/clients`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify({
        name: request.clientName,
        app_type: 'native',
        is_first_party: false,
        callbacks: request.redirectUris,
        grant_types: registeredGrantTypes,
        token_endpoint_auth_method: 'none',
        oidc_conformant: true,
        jwt_configuration: { alg: 'RS256' },
        refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
      }),
    });
  }

  async function createClient(request: RegistrationRequest): Promise<RegisteredClient | OAuthError> {
    let token = await managementToken.get();
    let answer = await postClient(request, token);
    if (answer.status === 401) {
      managementToken.discard(token);
      token = await managementToken.get();
      answer = await postClient(request, token);
    }
    if (answer.status === 400) return refusedByAuth0(answer);
    if (lacksScope(answer)) managementToken.discard(token);
    const created = createdClientSchema.safeParse(jsonIn(answer.text));
    if (answer.status !== 201 || !created.success) throw upstreamError(answer, now, adviceFor(answer));
    return {
      clientId: created.data.client_id,
      clientName: created.data.name,
      redirectUris: created.data.callbacks,
      issuedAt: Math.floor(now() / 1000),
    };
  }

  return async (request) => {
    const created = await cooldown(() => createClient(request));
    if (created instanceof OAuthError) throw created;
    return created;
  };
}

/** A token keeps the scopes with which it was issued: what is granted meanwhile takes a new one. */
function lacksScope({ status, text }: UpstreamAnswer): boolean {
  return status === 403 && /\binsufficient_scope\b/.test(text);
}

function adviceFor(answer: UpstreamAnswer): string {
  if (answer.status === 401) {
    return '; it refuses even a new token: AUTH0_MANAGEMENT_AUDIENCE may not be that of AUTH0_DOMAIN';
  }
  if (lacksScope(answer)) {
    return '; AUTH0_REGISTRAR_CLIENT_ID needs the scope create:clients for AUTH0_MANAGEMENT_AUDIENCE';
  }
  const isSuccess = answer.status >= 200 && answer.status < 300;
  return isSuccess ? `; expected a public third-party client, got ${createdInstead(answer)}` : '';
}

/** It exists now, so that somebody has to look at it. */
function createdInstead({ text }: UpstreamAnswer): string {
  const made = z.object({ client_id: z.string() }).safeParse(jsonIn(text));
  return made.success ? `client ${made.data.client_id}` : 'an answer without client_id';
}

/**
 * Auth0's 400 names the property in its message: `Payload validation error: '…' on property callbacks[0]`.
 */
function refusedByAuth0(answer: UpstreamAnswer): OAuthError {
  const aboutCallbacks = /\bcallbacks\b/.test(answer.text);
  return new OAuthError(
    400,
    aboutCallbacks ? 'invalid_redirect_uri' : 'invalid_client_metadata',
    'The authorization server does not accept this client',
    { detail: describeAnswer(answer) },
  );
}
