import { html, page, type Html } from './page.ts';

/** What the page asks for, and why the last code was none. */
export interface ActivationPage {
  /** Proves that the form is of this browser's session. */
  readonly xsrf: string;
  readonly problem?: string;
}

/** The form that takes the code that a device shows: `user_code`. */
export function activationPage({ xsrf, problem }: ActivationPage): Html {
  const failure = problem === undefined ? html`` : html`<p id="problem" role="alert">${problem}</p>`;
  const failed = problem === undefined ? html`` : html`aria-invalid="true" aria-describedby="problem"`;
  return page(
    'Device Activation',
    html`<h1>Device Activation</h1>
      <p>Enter the code that your device shows.</p>
      ${failure}
      <form method="post" action="/activate">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <label for="user_code">Code</label>
        <input id="user_code" name="user_code" autocomplete="off" required autofocus ${failed} />
        <button>Continue</button>
      </form>`,
  );
}

/** Which device is to be activated. */
export interface DeviceConfirmationPage {
  readonly xsrf: string;
  readonly application: string;
  readonly userCode: string;
}

/** The form that confirms it: `confirm` or `abort`. */
export function deviceConfirmationPage({ xsrf, application, userCode }: DeviceConfirmationPage): Html {
  return page(
    'Device Confirmation',
    html`<h1>Device Confirmation</h1>
      <p>Please confirm that ${application} shows this code on your device:</p>
      <p><code>${userCode}</code></p>
      <form method="post" action="/activate">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <input type="hidden" name="user_code" value="${userCode}" />
        <button name="confirm" value="yes">Confirm</button>
        <button name="abort" value="yes">Cancel</button>
      </form>`,
  );
}

/** Says what has become of it. */
export function deviceResultPage(isActivated: boolean): Html {
  return isActivated
    ? page(
        'Congratulations, you are all set',
        html`<h1>Congratulations, you are all set</h1>
          <p>Your device is now connected.</p>`,
      )
    : page(
        'Device not connected',
        html`<h1>Device not connected</h1>
          <p>You have not authorized the device.</p>`,
      );
}
