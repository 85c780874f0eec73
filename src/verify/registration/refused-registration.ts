import { type Exchange, jsonObject } from '../exchange.ts';
import { renewDotenv, type Remedy, serverVariable } from '../remedy.ts';
import type { Target } from '../target.ts';

/** The variable of OmniChat's server behind an answer of its `/register` that is not what the stack's setting makes it. */
export function registrationRemedy(answer: Exchange, target: Target): Remedy {
  if (jsonObject(answer)?.['error'] === 'invalid_redirect_uri') {
    return serverVariable(target, 'OAUTH_REDIRECT_URIS');
  }
  // Whoever brokers, and is refused by Auth0, says so as a server that is down for a while (RFC 9110 §15.6.4).
  if (target.registration === 'broker' && answer.status === 503) {
    return renewDotenv(target, 'AUTH0_REGISTRAR_CLIENT_SECRET');
  }
  return serverVariable(target, 'OAUTH_REGISTRATION');
}
