import { None } from 'oauth4webapi';
import { knownApiScopes } from '../documents/api-scopes.ts';
import { authorizationServer, metadata } from '../documents/authorization-server.ts';
import { refusedUserId } from '../refusals/refused-user.ts';
import { api, auth0Only, NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, type Exchange, answeredObject } from '../exchange.ts';
import { type HeldClient, heldClient } from '../held-client.ts';
import type { OpenedToken } from '../oauth/access-token.ts';
import { type ProbeAnswer, probeAuthorization } from '../oauth/authorization-probe.ts';
import type { CodeRequest } from '../oauth/code-flow.ts';
import { loginSources } from '../oauth/login-sources.ts';
import {
  guideRegistration,
  guideRequest,
  registerAtIssuer,
  registrationMode,
  withLoginAddress,
} from './endpoints.ts';

/** What a registration was answered with, wherever the setting has clients register. */
const registrationAnswer: Source<Exchange> = {
  name: 'the registration of a client',
  gather: async (gathering) => {
    const mode = await gathering.evidence(registrationMode);
    if (mode === 'off') throw new NotApplicable('nobody can register');
    if (mode !== 'native') return gathering.evidence(guideRegistration);
    if (!gathering.mayRegister) {
      throw new NotApplicable('it would register a client: run it again with --register');
    }
    const { url, document } = await gathering.evidence(metadata);
    const endpoint = document['registration_endpoint'];
    if (typeof endpoint !== 'string') throw new UnusableAnswer(`${url} names no registration_endpoint`);
    const client = withLoginAddress(
      { ...guideRequest(gathering.target), token_endpoint_auth_method: 'none' },
      gathering,
    );
    return registerAtIssuer(gathering, endpoint, client);
  },
};

/** The client that a registration was answered with. */
interface Newcomer {
  readonly clientId: string;
  /** Those that it asked for. */
  readonly redirectUris: readonly string[];
}

export const newcomer: Source<Newcomer> = {
  name: 'the registered client',
  gather: async (gathering) => {
    const answer = await gathering.evidence(registrationAnswer);
    const clientId = answer.status === 201 ? answeredObject(answer)?.['client_id'] : undefined;
    if (typeof clientId !== 'string') throw new UnusableAnswer(`There is no client: ${answered(answer)}`);
    return {
      clientId,
      redirectUris: withLoginAddress(guideRequest(gathering.target), gathering).redirect_uris,
    };
  },
};

/** It, as the tenant holds it. */
export const heldNewcomer: Source<HeldClient> = {
  name: 'the registered client in the tenant',
  gather: async (gathering) => {
    await gathering.evidence(auth0Only);
    return heldClient(gathering, (await gathering.evidence(newcomer)).clientId);
  },
};

const request: Source<CodeRequest> = {
  name: "the registered client's authorization request",
  gather: async ({ evidence, target, user: agent }) => {
    const [{ clientId }, server, { identifier }, scopes] = await Promise.all([
      evidence(newcomer),
      evidence(authorizationServer),
      evidence(api),
      evidence(knownApiScopes),
    ]);
    return {
      server,
      clientId,
      clientAuthentication: None(),
      redirectUri: agent?.redirectUri ?? guideRequest(target).redirect_uris[0],
      scope: scopes.join(' '),
      resource: identifier,
    };
  },
};

/** The answer to its request while nobody is logged in. */
export const newcomerProbe: Source<ProbeAnswer> = {
  name: "the answer to the registered client's request",
  gather: async (gathering) =>
    probeAuthorization(gathering, { ...(await gathering.evidence(request)), responseType: 'code' }),
};

const login = loginSources(request);
const refusedUser = refusedUserId(login.authorization);

/** Its access token, opened, with the scopes that were granted; else why there is none. */
export type NewcomerToken =
  | { readonly issued: true; readonly token: OpenedToken; readonly scopes: readonly string[] }
  | {
      readonly issued: false;
      readonly reason: string;
      /** Who refused it. */
      readonly at: 'authorization' | 'token';
      readonly userId?: string | undefined;
    };

export const newcomerToken: Source<NewcomerToken> = {
  name: "the registered client's access token",
  gather: async ({ evidence }) => {
    const code = await evidence(login.authorization);
    if (!code.granted) {
      const userId = await evidence(refusedUser);
      return { issued: false, reason: code.reason, at: 'authorization', userId };
    }
    const tokens = await evidence(login.tokens);
    if (!tokens.granted) return { issued: false, reason: tokens.reason, at: 'token' };
    return { issued: true, token: await evidence(login.accessToken), scopes: tokens.scopes };
  },
};
