import type { OidcContext } from 'oidc-provider/lib/provider.js';
import type { Refusal } from '../refusal.ts';
import { html, page, type Html } from './page.ts';

/** Answers with Auth0's error page, which says what is wrong where there is nobody to redirect to. */
export function showError(context: OidcContext, refusal: Refusal): void {
  context.status = refusal.statusCode;
  showPage(context, errorPage(refusal));
}

/** Answers with a page that is nobody else's to keep or to frame. */
export function showPage(context: OidcContext, content: Html): void {
  context.type = 'text/html; charset=utf-8';
  context.set('cache-control', 'no-store');
  context.set(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  context.body = content.text;
}

/** Lets a page run no script but that of oidc-provider, which adds its hash to `script-src`. */
export function allowOwnScript(context: OidcContext): void {
  context.set('content-security-policy', "default-src 'none'; script-src; frame-ancestors 'none'");
}

function errorPage(refusal: Refusal): Html {
  const { error, error_description: description } = refusal.body;
  return page(
    'Oops!, something went wrong',
    html`<h1>Oops!, something went wrong</h1>
      <p role="alert"><code>${error}</code>: ${description}</p>`,
  );
}
