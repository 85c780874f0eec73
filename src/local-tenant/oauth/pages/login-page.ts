import { testUser } from '../users/users.ts';
import { html, page, type Html } from './page.ts';

/** What the login page shows. */
export interface LoginPage {
  readonly application: string;
  /** What was typed before, or the request's `login_hint`. */
  readonly email: string;
  readonly allowsSignup: boolean;
  /** Why the last attempt failed. */
  readonly problem?: string;
}

/** The login form: `username`, `password` and `action`, `login` or `signup`, posted to its own address. */
export function loginPage({ application, email, allowsSignup, problem }: LoginPage): Html {
  const failure = problem === undefined ? html`` : html`<p role="alert">${problem}</p>`;
  const signup = allowsSignup ? html`<button name="action" value="signup">Sign up</button>` : html``;
  return page(
    `Log in to ${application}`,
    html`<h1>Welcome</h1>
      <p>Log in to continue to ${application}.</p>
      ${failure}
      <form method="post">
        <label for="username">Email address</label>
        <input id="username" name="username" type="email" autocomplete="username" required value="${email}" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button name="action" value="login">Continue</button>
        ${signup}
      </form>
      <p>
        This tenant runs on your machine. Its test user is <code>${testUser.email}</code> with the password
        <code>${testUser.password}</code>.
      </p>`,
  );
}
