import type { ClientModel, Middleware, OidcContext } from 'oidc-provider/lib/provider.js';
import type { Store } from '../../state/store.ts';
import { namedClient } from '../clients/named-client.ts';
import { activationPage, deviceConfirmationPage, deviceResultPage } from '../pages/device-pages.ts';
import { allowOwnScript, showError, showPage } from '../pages/error-page.ts';
import { Refusal } from '../refusal.ts';

/** Where people activate their devices, and below it where they go on after a login. */
export const activationPath = '/activate';

/** What is wrong with a code, by the name of oidc-provider's error. */
const problems: Readonly<Record<string, string>> = {
  NoCodeError: 'Enter the code.',
  NotFoundError: 'There is no such code. Look at your device again.',
  ExpiredError: 'The code has expired. Ask your device for another one.',
  AlreadyUsedError: 'The code has been used already. Ask your device for another one.',
};

/**
 * The browser's side of the device flow (RFC 8628, section 3.3): the pages, in the order in which they come. The login and the
 * consent are those of every authorization request.
 *
 * Source: Auth0, "Call Your API Using the Device Authorization Flow".
 */
export function devicePages(store: Store): object {
  return {
    userCodeInputSource: (
      context: OidcContext,
      _form: string,
      refusal?: { readonly error: string; readonly error_description?: string },
      error?: Error,
    ) => {
      const problem = problems[error?.name ?? ''];
      if (error?.name === 'AbortedError') {
        showPage(context, deviceResultPage(false));
      } else if (refusal !== undefined && problem === undefined) {
        const status = context.status;
        showError(context, new Refusal(status, refusal.error, refusal.error_description ?? ''));
      } else {
        if (problem !== undefined) context.status = 400;
        showPage(context, activationPage({ xsrf: xsrf(context), ...(problem !== undefined && { problem }) }));
      }
    },
    // oxlint-disable-next-line eslint/max-params -- as oidc-provider calls it
    userCodeConfirmSource: (
      context: OidcContext,
      _form: string,
      { clientId }: ClientModel,
      _deviceInfo: object,
      userCode: string,
    ) => {
      const application = namedClient(store.read, clientId)?.name ?? clientId;
      showPage(context, deviceConfirmationPage({ xsrf: xsrf(context), application, userCode }));
    },
    successSource: (context: OidcContext) => {
      showPage(context, deviceResultPage(true));
    },
  };
}

/** Lets the page that comes with the code in its URL send it on by itself. */
export const deviceScript: Middleware = (context, next) => {
  allowOwnScript(context);
  return next();
};

const xsrf = ({ oidc }: OidcContext): string => oidc.session?.state?.secret ?? '';
