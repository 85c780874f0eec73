import type { NewEvent } from '../../log/tenant-log.ts';
import type { AuthenticationMethod, Connection, User } from '../../state/entities/users.ts';
import type { OAuthContext } from '../context.ts';
import { formParameters } from '../form-parameters.ts';
import type { LoginAttempt } from '../../rate-limits/login-attempts.ts';
import { allowsSignup, loginConnections } from '../users/login-connections.ts';
import { showPage } from '../pages/error-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { Refusal } from '../refusal.ts';
import { addUser, authenticate, UserError } from '../users/users.ts';
import { applicationOf, userOf } from '../../log/named-in-events.ts';
import type { PromptHandler } from './prompt-handler.ts';

const tooManyAttempts =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it.";

const passwordAt = (at: number): AuthenticationMethod => ({
  name: 'pwd',
  timestamp: new Date(at).toISOString(),
});

/** The login page: takes a user's password, or signs a user up where a connection of the application allows it. */
export function loginPrompt(context: OAuthContext): PromptHandler {
  const { store, now, events, attempts } = context;
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
    const application = applicationOf(context, client.client_id);
    const password = form.get('password') ?? '';
    const isNew = form.get('action') === 'signup';
    try {
      const ip = request.req.socket.remoteAddress ?? '';
      const user = isNew
        ? await signUp(open, email, password)
        : await logIn(connections, { identifier: email, ip }, password);
      if (isNew) events.add({ type: 'ss', ...application, ...userOf(user) });
      // The application is told of a user who is blocked, and the log by that.
      if (user.blocked === true) return { error: 'unauthorized', error_description: 'user is blocked' };
      events.add({ type: 's', ...application, ...userOf(user) });
      return { login: { accountId: user.user_id, amr: [passwordAt(now())] } };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      events.add({
        type: isNew ? 'fs' : failedLogin(error, email),
        description: error.message,
        user_name: email,
        ...application,
      });
      request.status = error.code === 'TOO_MANY_ATTEMPTS' ? 429 : 400;
      showPage(request, loginPage({ ...page, email, problem: error.message }));
      return undefined;
    }
  };

  async function signUp(connection: Connection | undefined, email: string, password: string): Promise<User> {
    if (connection === undefined) throw new Refusal(400, 'invalid_signup', 'Public signup is disabled');
    return addUser(store, { connection: connection.name, email, password }, now);
  }

  async function logIn(
    connections: readonly Connection[],
    attempt: LoginAttempt,
    password: string,
  ): Promise<User> {
    const counts = connections.some(({ options }) => options['brute_force_protection'] === true);
    if (counts && attempts.isBlocked(attempt)) throw new UserError('TOO_MANY_ATTEMPTS', tooManyAttempts);
    const names = connections.map(({ name }) => name);
    const user = await authenticate(
      store,
      { connections: names, email: attempt.identifier, password },
      now,
    ).catch((error: unknown) => {
      if (error instanceof UserError) attempts.fail(attempt);
      throw error;
    });
    attempts.succeed(attempt);
    return user;
  }

  function failedLogin({ code }: UserError, email: string): NewEvent['type'] {
    if (code === 'TOO_MANY_ATTEMPTS') return 'limit_wc';
    return store.read.users.by('email', email.toLowerCase()).length > 0 ? 'fp' : 'fu';
  }
}
