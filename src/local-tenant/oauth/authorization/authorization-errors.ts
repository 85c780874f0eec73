import type { Client } from '../../state/entities/applications.ts';
import { multifactorRequired } from '../actions/login-changes.ts';
import { Refusal } from '../refusal.ts';

/** An authorization error response (RFC 6749, section 4.1.2.1), and the parameters of the request it answers. */
export interface AuthorizationError {
  readonly error: string;
  readonly error_description?: string | undefined;
  readonly clientId: string;
  readonly responseType: string;
}

/** What Auth0 answers at the authorization endpoint where oidc-provider came to this error. */
export function authorizationRefusal(given: AuthorizationError, client: Client | undefined): Refusal {
  const description = given.error_description ?? '';
  switch (given.error) {
    case 'invalid_redirect_uri':
      return new Refusal(
        403,
        'unauthorized_client',
        'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs. Please go to the Application Settings page and make sure you are sending a valid callback url from your application.',
      );
    case 'invalid_client':
      return new Refusal(400, 'invalid_request', `Unknown client: ${given.clientId}`);
    case 'unsupported_response_type':
      return responseTypeRefusal(given.responseType, client);
    case 'login_required':
      return new Refusal(
        400,
        'login_required',
        description === multifactorRequired ? description : 'Login required',
      );
    case 'consent_required':
      return new Refusal(400, 'consent_required', 'Consent required');
    case 'server_error':
      return new Refusal(500, 'server_error', description);
    case 'invalid_request':
      return description === 'requested response_type is not allowed for this client'
        ? responseTypeRefusal(given.responseType, client)
        : new Refusal(400, 'invalid_request', inAuth0sWords(description));
    default:
      return new Refusal(400, given.error, description || given.error.replaceAll('_', ' '));
  }
}

function responseTypeRefusal(responseType: string, client: Client | undefined): Refusal {
  const isKnown = responseType.split(' ').every((value) => ['code', 'token', 'id_token'].includes(value));
  const grantType = responseType === 'code' ? 'authorization_code' : 'implicit';
  if (isKnown && client?.is_first_party === true && !client.grant_types.includes(grantType)) {
    return new Refusal(403, 'unauthorized_client', `Grant type '${grantType}' not allowed for the client.`);
  }
  return new Refusal(400, 'unsupported_response_type', `Unsupported response type: ${responseType}`);
}

function inAuth0sWords(description: string): string {
  const missing = /^missing required parameters? (.+)$/u.exec(description)?.[1];
  return missing === undefined ? description : `Missing required parameter: ${missing.replaceAll("'", '')}`;
}
