import type { Connection } from '../../state/entities/users.ts';
import type { OAuthContext } from '../context.ts';
import { formParameters } from '../form-parameters.ts';
import { loginAttempts, type LoginAttempt } from '../users/login-attempts.ts';
import { allowsSignup, loginConnections } from '../users/login-connections.ts';
import { showPage } from '../pages/error-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { Refusal } from '../refusal.ts';
import { addUser, authenticate, UserError } from '../users/users.ts';
import type { PromptHandler, PromptResult } from './prompt-handler.ts';

const tooManyAttempts =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it.";

/** The login page: takes a user's password, or signs a user up where a connection of the application allows it. */
export function loginPrompt(context: OAuthContext): PromptHandler {
  const { store, now } = context;
  const attempts = loginAttempts(context);
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
        : await logIn(
            connections,
            { identifier: email, ip: request.req.socket.remoteAddress ?? '' },
            password,
          );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      request.status = error.code === 'TOO_MANY_ATTEMPTS' ? 429 : 400;
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
    attempt: LoginAttempt,
    password: string,
  ): Promise<PromptResult> {
    const counts = connections.some(({ options }) => options['brute_force_protection'] === true);
    if (counts && attempts.isBlocked(attempt)) throw new UserError('TOO_MANY_ATTEMPTS', tooManyAttempts);
    const names = connections.map(({ name }) => name);
    const user = await authenticate(store, names, attempt.identifier, password, now).catch(
      (error: unknown) => {
        if (error instanceof UserError) attempts.fail(attempt);
        throw error;
      },
    );
    attempts.succeed(attempt);
    return user.blocked === true
      ? { error: 'unauthorized', error_description: 'user is blocked' }
      : { login: { accountId: user.user_id } };
  }
}
