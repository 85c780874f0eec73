import { html, page, type Html } from './page.ts';

/** What both pages show. */
interface CodePage {
  readonly application: string;
  /** Why the last code was none. */
  readonly problem?: string;
  /** Of the test user, whose codes are no secret: the current one. */
  readonly testCode?: string;
}

/** What the enrolment page shows. */
export interface EnrolmentPage extends CodePage {
  /** In Base32. */
  readonly secret: string;
  /** The `otpauth:` URI that holds it. */
  readonly uri: string;
}

/** The form that enrols a user in one-time passwords: `code`, posted to its own address. */
export function enrolmentPage({ secret, uri, ...shown }: EnrolmentPage): Html {
  return page(
    'Secure Your Account',
    html`<h1>Secure Your Account</h1>
      <p>
        ${shown.application} asks for another factor. Put this key into your authenticator application, then
        enter the code that it shows.
      </p>
      <p><code>${secret.replaceAll(/(.{4})(?=.)/gu, '$1 ')}</code></p>
      <p><a href="${uri}">Open the authenticator application of this device</a></p>
      ${codeForm(shown)}`,
  );
}

/** The form that asks an enrolled user for a code: `code`, posted to its own address. */
export function challengePage(shown: CodePage): Html {
  return page(
    'Verify Your Identity',
    html`<h1>Verify Your Identity</h1>
      <p>
        ${shown.application} asks for another factor. Enter the code that your authenticator application
        shows.
      </p>
      ${codeForm(shown)}`,
  );
}

function codeForm({ problem, testCode }: CodePage): Html {
  const failure = problem === undefined ? html`` : html`<p id="problem" role="alert">${problem}</p>`;
  const failed = problem === undefined ? html`` : html`aria-invalid="true" aria-describedby="problem"`;
  const hint =
    testCode === undefined
      ? html``
      : html`<p>
          This tenant runs on your machine. The code of its test user is <code>${testCode}</code> now.
        </p>`;
  return html`${failure}
    <form method="post">
      <label for="code">One-time code</label>
      <input
        id="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        required
        autofocus
        ${failed}
      />
      <button>Continue</button>
    </form>
    ${hint}`;
}
