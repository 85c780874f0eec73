import type { OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { applicationOf, userOf } from '../log/named-in-events.ts';
import type { NewEvent, TenantLog } from '../log/tenant-log.ts';
import type { Store } from '../state/store.ts';
import type { Refusal, RefusalBody } from './refusal.ts';

/** The middle of the types of a token exchange, by its grant type. */
const exchanges = {
  authorization_code: { part: 'ac', words: 'Authorization Code for Access Token' },
  refresh_token: { part: 'rt', words: 'Refresh Token for Access Token' },
  client_credentials: { part: 'cc', words: 'Client Credentials for Access Token' },
} as const;

type Logged = { readonly events: TenantLog; readonly store: Store };

/** Has every token exchange and every registration that reaches oidc-provider noted in the tenant's log. */
export function logEvents(provider: Provider, logged: Logged): void {
  provider.on('grant.success', ({ oidc }) => {
    logExchange(logged, { grantType: oidc.params['grant_type'], clientId: oidc.client.clientId }, oidc);
  });
  provider.on('grant.error', (context) => {
    const { params, client } = context.oidc;
    const { error, error_description: words } = context.body as RefusalBody;
    logExchange(
      logged,
      { grantType: params['grant_type'], clientId: client?.clientId ?? params['client_id'] },
      context.oidc,
      words ?? error,
    );
  });
  provider.on('registration_create.success', (_context, { clientId }) => {
    logged.events.add({
      type: 'sapi',
      description: 'Dynamic client registration',
      ...applicationOf(logged, clientId),
    });
  });
  provider.on('registration_create.error', (_context, { error_description: words, message }) => {
    logged.events.add({ type: 'fapi', description: `Dynamic client registration: ${words ?? message}` });
  });
}

/** Notes a token exchange that is refused before oidc-provider sees it. */
export function logRefusedExchange(logged: Logged, parameters: URLSearchParams, { body }: Refusal): void {
  const [grantType, clientId] = ['grant_type', 'client_id'].map((name) => parameters.get(name) ?? undefined);
  logExchange(logged, { grantType, clientId }, undefined, body.error_description);
}

/** Notes a token exchange; with the words of its refusal, one that failed. */
function logExchange(
  logged: Logged,
  { grantType, clientId }: { readonly grantType: string | undefined; readonly clientId: string | undefined },
  oidc?: Partial<OidcContext['oidc']>,
  refusal?: string,
): void {
  const exchange = exchanges[grantType as keyof typeof exchanges];
  if (exchange === undefined) return;
  const user = oidc?.account && logged.store.read.users.get(oidc.account.accountId);
  logged.events.add({
    type: `${refusal === undefined ? 's' : 'f'}e${exchange.part}ft` as NewEvent['type'],
    description: refusal ?? exchange.words,
    ...applicationOf(logged, clientId),
    ...(user !== undefined && userOf(user)),
    ...(oidc?.params?.['scope'] !== undefined && { scope: oidc.params['scope'] }),
  });
}
