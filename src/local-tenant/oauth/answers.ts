import type { OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { polling, pollingIntervalSeconds } from './device/polling.ts';
import { visibleScope } from './apis/oidc-scopes.ts';
import type { Refusal } from './refusal.ts';
import { registrationResponse } from './clients/registration.ts';
import { tokenRefusal } from './tokens/token-errors.ts';

/** Gives what oidc-provider answers the form that Auth0 gives it. */
export function answerAsAuth0(provider: Provider, now: () => number): void {
  const pending = polling(now);
  provider.on('grant.success', (context) => {
    const { scope, refresh_token: refreshToken, ...body } = context.body as Record<string, unknown>;
    const visible = typeof scope === 'string' ? visibleScope(scope) : undefined;
    // A refresh token that stays the same is not handed out again.
    const isNew = refreshToken !== undefined && refreshToken !== context.oidc.params['refresh_token'];
    context.body = {
      ...body,
      ...(isNew ? { refresh_token: refreshToken } : {}),
      ...(visible === undefined ? {} : { scope: visible }),
    };
  });
  provider.on('registration_create.success', (context) => {
    context.body = registrationResponse(context.body as Record<string, unknown>);
  });
  provider.on('device_authorization.success', (context) => {
    context.body = { ...(context.body as Record<string, unknown>), interval: pollingIntervalSeconds };
  });
  for (const event of ['grant.error', 'revocation.error', 'device_authorization.error'] as const) {
    provider.on(event, (context, error) => {
      const isPending = error.message === 'authorization_pending';
      const deviceCode = context.oidc.params['device_code'] ?? '';
      refuse(context, isPending ? pending(deviceCode) : tokenRefusal(context, error));
    });
  }
  provider.on('userinfo.error', (context, error) => {
    // Auth0 says no more than this about a token that does not open /userinfo.
    context.status = error.statusCode === 400 ? 400 : 401;
    context.type = 'text/plain; charset=utf-8';
    context.body = context.status === 400 ? 'Bad Request' : 'Unauthorized';
  });
}

function refuse(context: OidcContext, refusal: Refusal): void {
  context.status = refusal.statusCode;
  context.body = refusal.body;
}
