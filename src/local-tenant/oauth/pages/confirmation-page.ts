import { html, page, type Html } from './page.ts';

/** What the page shows: who gets the answer, and where. */
export interface ConfirmationPage {
  readonly application: string;
  readonly redirectUri: string;
}

/** The form that confirms a login: `action`, `accept` or `deny`, posted to its own address. */
export function confirmationPage({ application, redirectUri }: ConfirmationPage): Html {
  return page(
    'Confirm Login',
    html`<h1>Confirm Login</h1>
      <p>You are about to log in to ${application}, a program on this device.</p>
      <p>Go on only if you have started it yourself. It gets the answer at ${redirectUri}.</p>
      <form method="post">
        <button name="action" value="accept">Continue</button>
        <button name="action" value="deny">Cancel</button>
      </form>`,
  );
}
