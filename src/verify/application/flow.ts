import { type AuthorizationServer, generateRandomCodeVerifier } from 'oauth4webapi';
import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { knownApiScopes } from '../documents/api-scopes.ts';
import { authorizationServer } from '../documents/authorization-server.ts';
import { api, application, type Gathering, NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import {
  type CodeRequest,
  mayRefresh,
  redeemCode,
  refresh,
  requestCode,
  secretAuthentication,
  type TokenOutcome,
} from '../oauth/code-flow.ts';
import { loginSources, user } from '../oauth/login-sources.ts';
import { readable } from '../refusals/live-settings.ts';
import { secretProbe } from './probes.ts';

const request: Source<CodeRequest> = {
  name: 'the authorization request',
  gather: async ({ evidence }) => {
    const [{ clientId, clientSecret, redirectUris }, { identifier }] = await Promise.all([
      evidence(application),
      evidence(api),
    ]);
    const [agent, scopes, server, { method }] = await Promise.all([
      evidence(user),
      evidence(knownApiScopes),
      evidence(authorizationServer),
      evidence(secretProbe),
    ]);
    const redirectUri = agent.redirectUri ?? redirectUris[0];
    if (redirectUri === undefined) throw new NotApplicable('no redirect URIs of the application are known');
    if (redirectUris.length > 0 && !redirectUris.includes(redirectUri)) {
      throw new NotApplicable(`the application does not allow ${redirectUri}, where the login is received`);
    }
    return {
      server,
      clientId,
      clientAuthentication: secretAuthentication(method, clientSecret),
      redirectUri,
      scope: [...scopes, ...(offersOfflineAccess(server) ? ['offline_access'] : [])].join(' '),
      resource: identifier,
    };
  },
};

/** Servers other than Auth0 need not know the scope, and may refuse what they do not know (RFC 6749 §3.3). */
const offersOfflineAccess = ({ scopes_supported: offered }: AuthorizationServer) =>
  offered?.includes('offline_access') === true;

export const applicationLogin = loginSources(request);

/** The answer to a code with a verifier that is not its own. */
export const wrongVerifier: Source<TokenOutcome> = {
  name: 'the answer to a wrong code verifier',
  gather: async (gathering) => {
    // The user is logged in and has consented by then. Not with prompt=none: a login that leads to a program of this device is
    // confirmed each time (Auth0, "Measures Against Application Impersonation").
    await gathering.evidence(applicationLogin.grantedTokens);
    const asked = await gathering.evidence(request);
    const outcome = await requestCode(gathering, await gathering.evidence(user), asked);
    if (!outcome.granted) throw new UnusableAnswer(`There is no second code: ${outcome.reason}`);
    return redeemCode(gathering, asked, { ...outcome.code, verifier: generateRandomCodeVerifier() });
  },
};

/** A refresh token used twice. */
export interface RefreshedTwice {
  /** Undefined where no refresh token was issued. */
  readonly refreshToken: string | undefined;
  /** Whether the client could use one; where none was issued. */
  readonly grantAllowed?: boolean;
  readonly first?: TokenOutcome;
  readonly second?: TokenOutcome;
  /** Once the second use brought a replacement, and this was used. */
  readonly third?: TokenOutcome;
}

/** The use that is refused revokes the whole family (RFC 9700 §4.14.2): nothing is left behind. */
export const refreshedTwice: Source<RefreshedTwice> = {
  name: 'the answers to the refresh token',
  gather: async (gathering) => {
    const { refreshToken } = await gathering.evidence(applicationLogin.grantedTokens);
    if (refreshToken === undefined) {
      return { refreshToken, grantAllowed: await mayRefresh(gathering, await gathering.evidence(request)) };
    }
    return { refreshToken, ...(await useTwice(gathering, refreshToken)) };
  },
};

/**
 * Nobody waits for a leeway to pass. It covers the token before the current one alone, so that it ends with the first use of a
 * replacement (Auth0, "Configure Refresh Token Rotation").
 */
async function useTwice(gathering: Gathering, refreshToken: string) {
  const asked = await gathering.evidence(request);
  const use = (token: string) => refresh(gathering, asked, token);
  const first = await use(refreshToken);
  const second = await use(refreshToken);
  const replacement = second.granted ? second.refreshToken : undefined;
  if (replacement === undefined || replacement === refreshToken) return { first, second };
  await use(replacement);
  return { first, second, third: await use(refreshToken) };
}

const heldSchema = z.object({ refresh_token: z.object({ leeway: z.number() }) });

/** The leeway that the tenant holds, in seconds; undefined where nobody may look. */
export const heldLeeway: Source<number | undefined> = {
  name: 'the leeway of the application in the tenant',
  gather: async (gathering) => {
    const { clientId } = await gathering.evidence(application);
    const held = await readable(gathering, heldSchema, `/clients/${pathPart(clientId)}`, {
      fields: Object.keys(heldSchema.shape).join(','),
    });
    return held?.refresh_token.leeway;
  },
};
