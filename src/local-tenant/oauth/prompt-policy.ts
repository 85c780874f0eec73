import { base, Check } from 'oidc-provider/lib/helpers/interaction_policy/index.js';
import type { ReadableCollections } from '../collections.ts';
import { mayLogIn } from './login-connections.ts';

/**
 * When to show which page: oidc-provider's rules, and the login page also to a user who is logged in through a connection that
 * is not open to the application.
 */
export function promptPolicy(entities: ReadableCollections): object {
  const policy = base();
  policy.get('login').checks.add(
    new Check(
      'connection_closed',
      'The connection is not enabled for the application',
      'login_required',
      ({ oidc }) => {
        const client = entities.clients.get(oidc.client.clientId);
        const user = entities.users.get(oidc.session?.accountId ?? '');
        return client !== undefined && user !== undefined && !mayLogIn(entities, client, user);
      },
    ),
  );
  return policy;
}
