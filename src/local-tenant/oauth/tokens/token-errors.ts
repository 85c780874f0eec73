import type { OidcContext, OidcError } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';

const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code';
const grantTypesPage = 'https://auth0.com/docs/clients/client-grant-types';

/**
 * What Auth0's token endpoint answers where oidc-provider raised `error`.
 *
 * Auth0 keeps 400 for malformed requests and refuses with 403; it does not tell an unknown application from a wrong secret.
 */
export function tokenRefusal(context: OidcContext, error: OidcError): Refusal {
  if (error instanceof Refusal) return error;
  const { params } = context.oidc;
  const grantType = params['grant_type'] ?? '';
  const description = error.error_description ?? '';
  switch (error.message) {
    case 'invalid_client':
      return new Refusal(401, 'access_denied', 'Unauthorized');
    case 'unsupported_grant_type':
      return new Refusal(403, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
    case 'invalid_grant':
      if (error.error_detail === 'authorization code redirect_uri mismatch') {
        const sent = params['redirect_uri'] ?? '';
        return new Refusal(403, 'unauthorized_client', `The redirect URI is wrong. You sent ${sent}`);
      }
      return new Refusal(403, 'invalid_grant', invalidGrant(grantType, error.error_detail ?? ''));
    case 'invalid_request':
      if (description.endsWith(' is not allowed for this client')) {
        const type = grantType || (description.split(' ')[0] ?? '');
        return new Refusal(403, 'unauthorized_client', `Grant type '${type}' not allowed for the client.`, {
          uri: grantTypesPage,
        });
      }
      return new Refusal(400, 'invalid_request', missingParameter(description));
    case 'access_denied':
    case 'expired_token':
      return new Refusal(403, error.message, deviceWords(description));
    default:
      return new Refusal(error.statusCode, error.message, description);
  }
}

/** Of what came of a device code. Source: Auth0, Authentication API, "Authorize Device". */
function deviceWords(description: string): string {
  return description === 'End-User aborted interaction'
    ? 'User cancelled the confirmation prompt.'
    : description;
}

function invalidGrant(grantType: string, detail: string): string {
  if (grantType === 'refresh_token') return 'Unknown or invalid refresh token.';
  if (grantType === deviceGrantType) return 'Invalid or expired device code.';
  return detail.includes('code_verifier') || detail.includes('code_challenge')
    ? 'Failed to verify code verifier'
    : 'Invalid authorization code';
}

function missingParameter(description: string): string {
  if (description === 'no client authentication mechanism provided') {
    return 'Missing required parameter: client_id';
  }
  const names = /^missing required parameters? (.+)$/u.exec(description)?.[1];
  return names === undefined ? description : `Missing required parameter: ${names.replaceAll("'", '')}`;
}
