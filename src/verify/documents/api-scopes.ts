import { authorizationServer } from './authorization-server.ts';
import { api, type Source } from '../evidence.ts';
import { answeredObject, Unreachable } from '../exchange.ts';
import { resourceMetadataAnswer } from './protected-resource.ts';

/** OpenID Connect Core 1.0, sections 3.1.2.1, 5.4 and 11: about people, and of no API. */
const openidScopes = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access']);

/**
 * The scopes of the API: those that the stack declares; else those that the resource publishes (RFC 9728 §2); else the
 * issuer's, without OpenID Connect's (RFC 8414 §2).
 */
export const knownApiScopes: Source<readonly string[]> = {
  name: 'the scopes of the API',
  gather: async ({ evidence, target }) => {
    const { scopes } = await evidence(api);
    if (scopes.length > 0) return scopes;
    const published =
      target.resourceUrl === undefined
        ? undefined
        : await evidence(resourceMetadataAnswer).then(
            (answer) => listed(answeredObject(answer)?.['scopes_supported']),
            unlessUnreachable,
          );
    const { scopes_supported: atIssuer } = await evidence(authorizationServer);
    return (published ?? listed(atIssuer) ?? []).filter((scope) => !openidScopes.has(scope));
  },
};

function listed(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
}

/** A server that does not answer has checks of its own. */
function unlessUnreachable(error: unknown): undefined {
  if (!(error instanceof Unreachable)) throw error;
}
