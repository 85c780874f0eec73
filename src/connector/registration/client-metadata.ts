import { z } from 'zod';
import { OAuthError } from '../endpoint/oauth-error.ts';
import { redirectUriLabel } from '../redirect-uri.ts';

/** What a client asks for, as far as it can ask for anything here. */
export interface RegistrationRequest {
  readonly clientName: string;
  readonly redirectUris: string[];
}

/** What every registered client gets, whatever it asked for: a public client with PKCE. */
export const registeredGrantTypes: readonly string[] = ['authorization_code', 'refresh_token'];

const maxItems = 10;
const maxFaultsTold = 3;

/** The number of items is judged first: a fault told of each would make an answer far larger than its request. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.array(z.unknown()).min(1).max(maxItems).pipe(z.array(item));

/**
 * Control characters would forge lines in logs and consent pages; Auth0 refuses angle brackets in names. A zero-width joiner
 * or non-joiner behind a visible character belongs to it, in Persian, in Indic scripts and in emoji.
 */
const clientNameSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?:[^<>\p{C}][\u200C\u200D]?)+$/u, 'must not hold control characters or angle brackets');

const listWith = (needed: string) =>
  listOf(z.string().max(256)).refine((items) => items.includes(needed), `must include ${needed}`);

const clientMetadataSchema = z.object({
  redirect_uris: listOf(z.string().min(1).max(2048)),
  client_name: clientNameSchema.nullish(),
  grant_types: listWith('authorization_code').nullish(),
  response_types: listWith('code').nullish(),
});

/**
 * Reads client metadata (RFC 7591 §2). What is not known here is ignored, as the RFC demands, and a member that is null is
 * taken as left out. A client gets code and refresh whatever it lists beside them, and `none` as its
 * `token_endpoint_auth_method`, since a secret handed to anybody who asks proves nothing: the answer says what was registered
 * (§2, §3.2.1). Refused is only who cannot use what it would get.
 *
 * @throws {OAuthError} 400 `invalid_redirect_uri` or `invalid_client_metadata`
 */
export function parseClientMetadata(
  body: unknown,
  isAllowedRedirectUri: (uri: string) => boolean,
): RegistrationRequest {
  const metadata = clientMetadataSchema.safeParse(body);
  if (!metadata.success) {
    const aboutRedirectUris = metadata.error.issues.some(({ path }) => path[0] === 'redirect_uris');
    throw new OAuthError(
      400,
      aboutRedirectUris ? 'invalid_redirect_uri' : 'invalid_client_metadata',
      metadata.error.issues
        .slice(0, maxFaultsTold)
        .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
        .join('; '),
    );
  }
  const { redirect_uris: redirectUris, client_name: clientName } = metadata.data;
  const refused = redirectUris.findIndex((uri) => !isAllowedRedirectUri(uri));
  if (refused !== -1) {
    throw new OAuthError(400, 'invalid_redirect_uri', `redirect_uris.${refused}: is not on the allow-list`, {
      detail: `redirect URI not on the allow-list: ${redirectUriLabel(redirectUris[refused] ?? '')}`,
    });
  }
  return { clientName: clientName ?? new URL(redirectUris[0] ?? '').host, redirectUris };
}

/** A client as it was registered. */
export interface RegisteredClient extends RegistrationRequest {
  readonly clientId: string;
  /** Unix seconds. */
  readonly issuedAt: number;
}

/** The answer to a registration (RFC 7591 §3.2.1). */
export function clientInformationResponse(client: RegisteredClient): Response {
  return Response.json(
    {
      client_id: client.clientId,
      client_id_issued_at: client.issuedAt,
      client_name: client.clientName,
      redirect_uris: client.redirectUris,
      grant_types: registeredGrantTypes,
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    { status: 201 },
  );
}
