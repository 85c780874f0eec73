import type { Client } from '../../state/entities/applications.ts';
import { isAllowedUrl } from '../../rules/allowed-urls.ts';
import { Refusal } from '../refusal.ts';

/**
 * Why a window is not answered (`response_mode=web_message`): the application does not name its origin among its Allowed Web
 * Origins, whatever its callback URLs are.
 *
 * Sources: Auth0, "Configure Silent Authentication"; "OAuth 2.0 Web Message Response Mode", draft-sakimura-oauth-wmrm-00.
 */
export function webOriginRefusal(client: Client | undefined, redirectUri: string): Refusal | undefined {
  const origin = URL.parse(redirectUri)?.origin;
  if (origin !== undefined && isAllowedUrl(origin, client?.web_origins ?? [])) return undefined;
  return new Refusal(
    400,
    'invalid_request',
    `The specified redirect_uri '${redirectUri}' does not have a registered origin.`,
  );
}
