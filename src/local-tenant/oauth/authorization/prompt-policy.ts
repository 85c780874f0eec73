import { base, Check } from 'oidc-provider/lib/helpers/interaction_policy/index.js';
import type { ReadableCollections } from '../../state/collections.ts';
import { mayLogIn } from '../users/login-connections.ts';
import { namedClient } from '../clients/named-client.ts';

/**
 * When to show which page: oidc-provider's rules, and the login page also to a session whose user is gone, is blocked, or came
 * through a connection that is not open to the application.
 */
export function promptPolicy(entities: ReadableCollections): object {
  const policy = base();
  policy.get('login').checks.add(
    new Check(
      'session_unfit',
      'The session is of no use to the application',
      'login_required',
      ({ oidc }) => {
        const client = namedClient(entities, oidc.client.clientId);
        const userId = oidc.session?.accountId;
        if (client === undefined || userId === undefined) return false;
        const user = entities.users.get(userId);
        return user === undefined || user.blocked === true || !mayLogIn(entities, client, user);
      },
    ),
  );
  return policy;
}
