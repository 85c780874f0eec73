import type { Interaction, OidcContext, Provider } from 'oidc-provider/lib/provider.js';
import { Refusal } from '../refusal.ts';

const options = { path: '/u', httpOnly: true, sameSite: 'lax', signed: false } as const;

/**
 * Ties each interaction to the browser that it began in, by a cookie of its own, so that the logins of two tabs stay apart.
 * oidc-provider's cookie holds only the one that began last.
 */
export function keepInteractions(provider: Provider): void {
  provider.on('interaction.started', ({ cookies, oidc }) => {
    const { uid, exp } = oidc.entities.Interaction;
    cookies.set(cookieName(uid), '1', { ...options, expires: new Date(exp * 1000) });
  });
}

/**
 * The interaction that the page's `state` names.
 *
 * @throws {Refusal} `invalid_request` when there is none, it began in another browser, or another user than its own is logged in
 */
export async function interactionOf(provider: Provider, context: OidcContext): Promise<Interaction> {
  const state = new URLSearchParams(context.querystring).get('state') ?? '';
  const interaction = await provider.Interaction.find(state);
  if (interaction !== undefined && context.cookies.get(cookieName(state), options) !== undefined) {
    const userId = interaction.session?.accountId;
    const session = await provider.Session.get(context);
    if (userId === undefined || userId === session.accountId) return interaction;
  }
  throw new Refusal(
    400,
    'invalid_request',
    'The login has expired or belongs to another browser. Start again.',
  );
}

/** Lets the browser forget an interaction that has been answered. */
export function forgetInteraction({ cookies }: OidcContext, { uid }: Interaction): void {
  cookies.set(cookieName(uid), null, options);
}

function cookieName(uid: string): string {
  return `auth0_interaction_${uid}`;
}
