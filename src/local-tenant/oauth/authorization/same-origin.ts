import type { OidcContext } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';

/**
 * Refuses a form that a browser sends from a page of another origin. What is no browser sends neither header.
 *
 * Sources: Fetch Standard, "`Origin` header"; Fetch Metadata Request Headers, section 2.3.
 *
 * @param issuer - the tenant's URL
 * @throws {Refusal} 403 `invalid_request`
 */
export function checkSameOrigin(context: OidcContext, issuer: string): void {
  const origin = context.get('origin');
  const site = context.get('sec-fetch-site');
  const ownOrigin = origin === '' || origin === new URL(issuer).origin;
  const ownSite = ['', 'none', 'same-origin'].includes(site);
  if (ownOrigin && ownSite) return;
  throw new Refusal(403, 'invalid_request', 'The form was sent from another site. Start again.');
}
