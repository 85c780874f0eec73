import { secretSentWrongly as ofApplication } from '../application/secret-method.ts';
import { isAuthenticated, secretProbe } from '../application/probes.ts';
import { keys } from '../documents/authorization-server.ts';
import type { Source } from '../evidence.ts';
import { type OpenedToken, openToken } from '../oauth/access-token.ts';
import { mayRefresh, refresh, revoke, type TokenOutcome } from '../oauth/code-flow.ts';
import { clientLogin, clientRequest } from './flow.ts';
import { walkedClient } from './discovery.ts';
import { registeredClient } from './registration.ts';

/** What refreshing came to. */
export type Refreshing =
  | {
      readonly issued: true;
      readonly outcome: TokenOutcome;
      /** The new access token, where there is one. */
      readonly token?: OpenedToken;
    }
  | {
      /** There is no refresh token. */
      readonly issued: false;
      /** Whether the client could use one. */
      readonly grantAllowed: boolean;
    };

/** The tokens, refreshed once; the last refresh token is revoked. */
export const refreshed: Source<Refreshing> = {
  name: 'the refreshed tokens',
  gather: async (gathering) => {
    const [{ refreshToken }, asked] = await Promise.all([
      gathering.evidence(clientLogin.grantedTokens),
      gathering.evidence(clientRequest),
    ]);
    if (refreshToken === undefined) {
      return { issued: false, grantAllowed: await mayRefresh(gathering, asked) };
    }
    const outcome = await refresh(gathering, asked, refreshToken);
    if (!outcome.granted) return { issued: true, outcome };
    await revoke(gathering, asked, outcome.refreshToken ?? refreshToken);
    const token = await openToken(outcome.accessToken, () => gathering.evidence(keys));
    return { issued: true, outcome, token };
  },
};

/** Whether the secret was refused because the server takes it sent another way. */
export const clientSecretSentWrongly: Source<boolean> = {
  name: ofApplication.name,
  gather: async ({ evidence }) => {
    const [outcome, { way }, { secretMethod }] = await Promise.all([
      evidence(clientLogin.tokens),
      evidence(registeredClient),
      evidence(walkedClient),
    ]);
    if (outcome.granted || way !== 'predefined') return false;
    return secretMethod === undefined
      ? evidence(ofApplication)
      : isAuthenticated((await evidence(secretProbe)).right);
  },
};
