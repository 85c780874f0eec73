import type { Connection } from '../../entities.ts';
import type { OAuthContext } from '../context.ts';
import { formParameters } from '../form-parameters.ts';
import { allowsSignup, loginConnections } from '../login-connections.ts';
import { showPage } from '../pages/error-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { Refusal } from '../refusal.ts';
import { addUser, authenticate, UserError } from '../users.ts';
import type { PromptHandler, PromptResult } from './prompt-handler.ts';

/** The login page: takes a user's password, or signs a user up where a connection of the application allows it. */
export function loginPrompt({ store, now }: OAuthContext): PromptHandler {
  return async (request, interaction, client) => {
    const connections = loginConnections(store.read, client, interaction.params['connection']);
    const open = connections.find(allowsSignup);
    const page = { application: client.name, allowsSignup: open !== undefined };
    if (request.method !== 'POST') {
      showPage(request, loginPage({ ...page, email: interaction.params['login_hint'] ?? '' }));
      return undefined;
    }
    const form = await formParameters(request.req);
    const email = form.get('username') ?? '';
    const password = form.get('password') ?? '';
    try {
      return form.get('action') === 'signup'
        ? await signUp(open, email, password)
        : await logIn(connections, email, password);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      request.status = 400;
      showPage(request, loginPage({ ...page, email, problem: error.message }));
      return undefined;
    }
  };

  async function signUp(
    connection: Connection | undefined,
    email: string,
    password: string,
  ): Promise<PromptResult> {
    if (connection === undefined) throw new Refusal(400, 'invalid_signup', 'Public signup is disabled');
    const user = await addUser(store, { connection: connection.name, email, password }, now);
    return { login: { accountId: user.user_id } };
  }

  async function logIn(
    connections: readonly Connection[],
    email: string,
    password: string,
  ): Promise<PromptResult> {
    const names = connections.map(({ name }) => name);
    const user = await authenticate(store, names, email, password, now);
    return user.blocked === true
      ? { error: 'unauthorized', error_description: 'user is blocked' }
      : { login: { accountId: user.user_id } };
  }
}
