import { base, Check, Prompt } from 'oidc-provider/lib/helpers/interaction_policy/index.js';
import { hasEnded } from '../../rules/ended-sessions.ts';
import type { Store } from '../../state/store.ts';
import type { LoginActions } from '../actions/login-actions.ts';
import { multifactorRequired } from '../actions/login-changes.ts';
import { newSecret } from '../users/enrolled-factors.ts';
import { mayLogIn } from '../users/login-connections.ts';
import { namedClient } from '../clients/named-client.ts';
import { needsConfirmation } from './confirm-prompt.ts';

/**
 * When to show which page: oidc-provider's rules, the login page also to a session whose user is gone, is blocked, has another
 * password or address since, or came through a connection that is not open to the application, then the one of another factor where an Action or the
 * tenant's policy asks for it, and after all others the one that confirms where a login leads.
 *
 * An account is to be selected where there are several sessions (Auth0, Authentication API, `prompt`); a browser has one here, as
 * at Auth0, so that `select_account` is taken and changes nothing.
 */
export function promptPolicy(store: Store, actions: LoginActions): object {
  const entities = store.read;
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
        return (
          user === undefined ||
          user.blocked === true ||
          hasEnded(user, oidc.session?.amr) ||
          !mayLogIn(entities, client, user)
        );
      },
    ),
  );
  policy.add(
    new Prompt(
      { name: 'mfa' },
      new Check(
        'multifactor',
        multifactorRequired,
        'login_required',
        (request) => actions.needsFactor(request),
        ({ oidc }) => ({ secret: newSecret(entities.users.get(oidc.session?.accountId ?? '')) }),
      ),
    ),
    1,
  );
  const selection = new Prompt({ name: 'select_account', requestable: true });
  selection.checks.clear();
  policy.add(selection);
  policy.add(
    new Prompt(
      { name: 'confirm' },
      new Check(
        'non_verifiable_callback',
        'The login has to be confirmed',
        'interaction_required',
        (request) => needsConfirmation(request, store),
      ),
    ),
  );
  return policy;
}
