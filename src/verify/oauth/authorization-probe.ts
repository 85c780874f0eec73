import * as oauth from 'oauth4webapi';
import type { Gathering } from '../evidence.ts';
import { type Exchange, exchange } from '../exchange.ts';
import { alertOn } from '../login/scripted-user.ts';
import { isAnswerTo } from '../login/user-agent.ts';
import { authorizationUrl } from './code-flow.ts';

/** An authorization request that can come to nothing: nobody is logged in, and nobody may be asked (`prompt=none`). */
export interface ProbeRequest {
  readonly server: oauth.AuthorizationServer;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseType: 'code' | 'id_token';
  /** Space-separated, as on the wire. */
  readonly scope: string;
  readonly resource?: string;
}

/** How it was answered. */
export interface ProbeAnswer {
  readonly redirectUri: string;
  readonly status: number;
  /** Whether the answer went to the redirect URI, which the server does for allowed ones only (RFC 6749 §4.1.2.1). */
  readonly redirected: boolean;
  /** Whether nothing is amiss but that nobody is logged in: that may be said here (Auth0's `open_redirect_protection`) or there. */
  readonly accepted: boolean;
  /** OAuth's error code, where the answer went to the redirect URI or to an error page. */
  readonly error: string | undefined;
  /** The error in words. */
  readonly message: string;
  /** `iss` of the answer (RFC 9207). */
  readonly issuer: string | undefined;
}

/** Sends such a request. */
export async function probeAuthorization(gathering: Gathering, request: ProbeRequest): Promise<ProbeAnswer> {
  const { redirectUri, responseType } = request;
  const url = authorizationUrl(
    { ...request, clientAuthentication: oauth.None() },
    {
      response_type: responseType,
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      prompt: 'none',
      code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()),
      code_challenge_method: 'S256',
    },
  );
  return probeAnswer(await exchange(gathering, url), url, redirectUri);
}

function probeAnswer({ headers, status, text }: Exchange, requested: URL, redirectUri: string): ProbeAnswer {
  const location = headers.get('location');
  const url = location === null ? requested : new URL(location, requested);
  const redirected = location !== null && isAnswerTo(url, redirectUri);
  const parameters = new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
  const error = location === null ? undefined : (parameters.get('error') ?? undefined);
  const message =
    error === undefined ? alertOn(text) : `${error}: ${parameters.get('error_description') ?? ''}`;
  return {
    redirectUri,
    status,
    redirected,
    accepted: redirected || /^(login|consent|interaction)_required\b/.test(message),
    error,
    message,
    issuer: parameters.get('iss') ?? undefined,
  };
}
