import { everyThirdParty } from '../../engine/mend-commands.ts';
import type { Properties } from '../../management/properties/property-rules.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import type { Mend } from './mend.ts';
import { MendError } from './error.ts';

/**
 * Lets an application ask people for scopes of an API.
 *
 * @param holder a client id, or {@link everyThirdParty}
 * @throws {MendError} where no scope is named
 */
export function grantMend(holder: string, audience: string, scopes: readonly string[]): Mend {
  if (scopes.length === 0) throw new MendError('Say which scopes: a grant names each of them.');
  const whose = holder === everyThirdParty ? { defaultFor: 'third_party_clients' } : { clientId: holder };
  return createMend(
    tokens.clientGrant,
    { ...whose, audience, subjectType: 'user', scopes },
    { called: `grant ${holder} → ${audience}`, effect: `it may ask people for ${scopes.join(', ')}` },
  );
}

/**
 * Imports an application from its client ID metadata document.
 *
 * @throws {MendError} where that cannot be the address of one
 */
export function importMend(url: string): Mend {
  if (URL.parse(url)?.protocol !== 'https:') {
    throw new MendError(`${url} is no https URL, and so not the address of a client ID metadata document.`);
  }
  return createMend(
    tokens.clientCimd,
    { externalClientId: url },
    { called: `application ${url}`, effect: 'Auth0 fetches its document, and makes it what that says' },
  );
}

function createMend(
  token: string,
  desired: Properties,
  { called, effect }: { readonly called: string; readonly effect: string },
): Mend {
  const type = resourceType(token);
  return {
    scopes: [type.readScope, ...type.deployScopes.filter((scope) => /^(create|update):/.test(scope))],
    prepare: async (client) => {
      const [existing] = (await type.find?.(client, desired)) ?? [];
      if (existing !== undefined) {
        throw new MendError(
          `There is one already: ${type.pathOf(existing).slice(1)}. Look at it before you change it.`,
        );
      }
      return {
        address: type.pathOf('').slice(1).replace(/\/$/, ''),
        called,
        effect,
        properties: [],
        // Holds the answer to what was sent.
        carryOut: async () => void (await type.create(client, desired)),
      };
    },
  };
}
