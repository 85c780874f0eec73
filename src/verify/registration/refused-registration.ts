import { type Exchange, answeredObject } from '../exchange.ts';
import { renewDotenv, type Remedy, serverVariable, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { missingRegistrar, registrarGrant, registrarGrantTypes, type RegistrarFault } from './registrar.ts';

const secret = 'AUTH0_REGISTRAR_CLIENT_SECRET';

/**
 * The setting behind an answer of `/register` of OmniChat's server that is not what the stack's setting makes it; undefined where
 * the server is down and the registrar is not what it lacks.
 */
export function registrationRemedy(
  answer: Exchange,
  target: Target,
  registrar?: RegistrarFault,
): Remedy | undefined {
  if (answeredObject(answer)?.['error'] === 'invalid_redirect_uri') {
    return serverVariable(target, 'OAUTH_REDIRECT_URIS');
  }
  if (registrar === 'secret') return renewDotenv(target, secret);
  if (registrar === 'missing') return missingRegistrar(target);
  if (registrar === 'grant types') return undo(target, registrarGrantTypes);
  if (registrar === 'grant') return undo(target, registrarGrant);
  if (registrar === 'server') return serverVariable(target, secret);
  return answer.status >= 500 ? undefined : serverVariable(target, 'OAUTH_REGISTRATION');
}
