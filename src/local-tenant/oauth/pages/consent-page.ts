import { html, page, type Html } from './page.ts';

/** What the consent page shows. */
export interface ConsentPage {
  readonly application: string;
  readonly tenant: string;
  readonly email: string;
  /** What the application asks for, each in a line of its own. */
  readonly requests: readonly string[];
}

/** The consent form: `action`, `accept` or `deny`, posted to its own address. */
export function consentPage({ application, tenant, email, requests }: ConsentPage): Html {
  return page(
    'Authorize App',
    html`<h1>Authorize App</h1>
      <p>Hi ${email},</p>
      <p>${application} is requesting access to your ${tenant} account.</p>
      <ul>
        ${requests.map((request) => html`<li>${request}</li>`)}
      </ul>
      <form method="post">
        <button name="action" value="accept">Accept</button>
        <button name="action" value="deny">Decline</button>
      </form>`,
  );
}
