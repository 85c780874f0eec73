import { keys } from '../documents/authorization-server.ts';
import { type Gathering, NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import type { UserAgent } from '../login/user-agent.ts';
import { type OpenedToken, openToken } from './access-token.ts';
import { probeAuthorization } from './authorization-probe.ts';
import {
  type AuthorizationOutcome,
  type CodeRequest,
  redeemCode,
  requestCode,
  type TokenOutcome,
} from './code-flow.ts';

/** Whoever logs in; not applicable where nobody can. */
export const user: Source<UserAgent> = {
  name: 'the user',
  gather: async (gathering) => {
    if (gathering.user === undefined) throw new NotApplicable('it takes a login: run it again with --login');
    return gathering.user;
  },
};

/** One way through the code flow, step by step. */
export interface LoginSources {
  /** What the login came to. */
  readonly authorization: Source<AuthorizationOutcome>;
  /** What its code was exchanged for. */
  readonly tokens: Source<TokenOutcome>;
  /** Tokens that were really issued. */
  readonly grantedTokens: Source<Extract<TokenOutcome, { readonly granted: true }>>;
  /** The access token, opened. */
  readonly accessToken: Source<OpenedToken>;
}

/**
 * The refusal that a person would see, and could do nothing about but wait; undefined where there is a page to log in at. A person at a
 * browser sends nothing back from an error page.
 */
async function knownRefusal(
  gathering: Gathering,
  request: CodeRequest,
): Promise<AuthorizationOutcome | undefined> {
  const { accepted, status, error, message } = await probeAuthorization(gathering, {
    ...request,
    responseType: 'code',
  });
  // A server that shows its login page all the same does not know `prompt=none`, and has refused nothing.
  if (accepted || (status < 400 && error === undefined)) return undefined;
  return { granted: false, reason: `the authorization endpoint answered ${status}: ${message}` };
}

/** The login that a request asks for, and what comes of it. Each call makes sources of their own: a login of its own. */
export function loginSources(request: Source<CodeRequest>): LoginSources {
  const authorization: LoginSources['authorization'] = {
    name: 'the authorization',
    gather: async (gathering) => {
      const asked = await gathering.evidence(request);
      const agent = await gathering.evidence(user);
      const refusal = agent.redirectUri === undefined ? undefined : await knownRefusal(gathering, asked);
      return refusal ?? requestCode(gathering, agent, asked);
    },
  };
  const tokens: LoginSources['tokens'] = {
    name: 'the tokens',
    gather: async (gathering) => {
      const outcome = await gathering.evidence(authorization);
      if (!outcome.granted) throw new UnusableAnswer(`There is no code: ${outcome.reason}`);
      return redeemCode(gathering, await gathering.evidence(request), outcome.code);
    },
  };
  const grantedTokens: LoginSources['grantedTokens'] = {
    name: 'the tokens',
    gather: async ({ evidence }) => {
      const outcome = await evidence(tokens);
      if (!outcome.granted) throw new UnusableAnswer(`There are no tokens: ${outcome.reason}`);
      return outcome;
    },
  };
  const accessToken: LoginSources['accessToken'] = {
    name: 'the access token',
    gather: async ({ evidence }) =>
      openToken((await evidence(grantedTokens)).accessToken, () => evidence(keys)),
  };
  return { authorization, tokens, grantedTokens, accessToken };
}
