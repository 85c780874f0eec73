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
  const failure = problem === undefined ? html`` : html`<p id="problem" role="alert">${problem}</p>`;
  // Read aloud with the field that is focused: that alone is sure to be when a page opens.
  const failed = problem === undefined ? html`` : html`aria-invalid="true" aria-describedby="problem"`;
  const focus = (is: boolean) => (is ? html`autofocus` : html``);
  const signup = allowsSignup ? html`<button name="action" value="signup">Sign up</button>` : html``;
  return page(
    `Log in to ${application}`,
    html`<h1>Welcome</h1>
      <p>Log in to continue to ${application}.</p>
      ${failure}
      <form method="post">
        <label for="username">Email address</label>
        <input
          id="username"
          name="username"
          type="email"
          autocomplete="username"
          required
          value="${email}"
          ${failed}
          ${focus(email === '')}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${failed}
          ${focus(email !== '')}
        />
        <button name="action" value="login">Continue</button>
        ${signup}
      </form>
      <p>
        This tenant runs on your machine. Its test user is <code>${testUser.email}</code> with the password
        <code>${testUser.password}</code>.
      </p>`,
  );
}
