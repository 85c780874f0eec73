import { chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { withoutStop } from '../../text/without-stop.ts';
import { metadata } from '../documents/authorization-server.ts';
import { type Gathering, NotApplicable, resourceUrl, type Source, targetPart } from '../evidence.ts';
import { answered, conclusive, conclusiveOfGateway, type Exchange, answeredObject } from '../exchange.ts';
import type { Target } from '../target.ts';
import { type ClientMetadata, register, sendRegistration } from './registration-request.ts';

/**
 * The request that OmniChat's setup guide registers ChatGPT with (step 6.2), with another client's redirect URI where a stack does
 * without ChatGPT.
 */
export function guideRequest({ application }: Target) {
  const { redirectUris = [] } = application ?? {};
  const redirectUri = redirectUris.includes(chatgptStableCallbackUrl) ? undefined : redirectUris[0];
  return {
    client_name: 'ChatGPT Integration',
    redirect_uris: [redirectUri ?? chatgptStableCallbackUrl],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  } as const;
}

export const registrationMode = targetPart(
  'the registration mode',
  ({ registration }) => registration,
  'how clients are registered is not known',
);

/**
 * The answer of the issuer's own registration endpoint to a request that registers nothing, since it has no redirect URI;
 * undefined where the metadata names no endpoint.
 */
export const issuerRegistration: Source<Exchange | undefined> = {
  name: "the issuer's registration endpoint",
  gather: async (gathering) => {
    const { document } = await gathering.evidence(metadata);
    const endpoint = document['registration_endpoint'];
    if (typeof endpoint !== 'string') return undefined;
    return registerAtIssuer(gathering, endpoint, { ...guideRequest(gathering.target), redirect_uris: [] });
  },
};

/**
 * Registers at the issuer's own endpoint.
 *
 * @throws {NotApplicable} where the stack lets some networks alone register, and this address seems to be in none of them. What Auth0
 *   answers to whom it blocks is published nowhere: any 403 that does not speak of registration is taken for it.
 */
export async function registerAtIssuer(
  gathering: Gathering,
  endpoint: string,
  client: ClientMetadata,
): Promise<Exchange> {
  const answer = conclusive(await register(gathering, endpoint, client));
  const { registrationNetworks: networks } = gathering.target;
  if (networks === undefined || answer.status !== 403 || registrationState(answer) !== undefined)
    return answer;
  throw new NotApplicable(
    `it cannot be told from this address: omnichat:registrationNetworks lets ${networks.join(', ')} alone register ` +
      `(${withoutStop(answered(answer))})`,
  );
}

/**
 * What an answer says of a registration endpoint; undefined where it says nothing, as a firewall's or a proxy's does.
 *
 * 201, and 400 with OAuth's words: it read the request (RFC 7591 §3.2). 404 with OAuth's words, and 401 or 403 that name the
 * registration: it is closed (Auth0, "Dynamic Client Registration"). Another 403 may be a limit that is reached, or somebody who
 * lets this address alone not through.
 */
export function registrationState(answer: Exchange): 'open' | 'closed' | undefined {
  const {
    client_id: clientId,
    error,
    error_description: description,
    message,
  } = answeredObject(answer) ?? {};
  if (answer.status === 201) return typeof clientId === 'string' ? 'open' : undefined;
  if (typeof error !== 'string') return undefined;
  if (answer.status === 400) return 'open';
  const saysSo = [error, description, message].some((words) => /registration/i.test(String(words)));
  const isClosed = answer.status === 404 || ((answer.status === 401 || answer.status === 403) && saysSo);
  return isClosed ? 'closed' : undefined;
}

/** Where the issuer registers clients itself; undefined where its metadata does not say, and where nobody is led there. */
export const issuersEndpoint: Source<unknown> = {
  name: "the issuer's registration endpoint",
  gather: async ({ evidence }) =>
    (await evidence(registrationMode)) === 'native'
      ? (await evidence(metadata)).document['registration_endpoint']
      : undefined,
};

/** The answer of OmniChat's `/register` to the guide's own request. */
export const guideRegistration: Source<Exchange> = {
  name: 'the answer to the registration of the guide',
  gather: async (gathering) => {
    const mode = await gathering.evidence(registrationMode);
    if (mode === 'broker' && !gathering.mayRegister) {
      throw new NotApplicable('it would register a client: run it again with --register');
    }
    return registerAtServer(gathering, withLoginAddress(guideRequest(gathering.target), gathering));
  },
};

/** The answer of OmniChat's `/register` to a redirect URI that nobody allows. */
export const strangerRegistration: Source<Exchange> = {
  name: "the answer to the registration of a stranger's redirect URI",
  gather: async (gathering) => {
    const mode = await gathering.evidence(registrationMode);
    if (mode === 'off') throw new NotApplicable('nobody can register');
    if (mode === 'native')
      throw new NotApplicable("the issuer's own endpoint has no list of allowed redirect URIs");
    return registerAtServer(gathering, {
      ...guideRequest(gathering.target),
      redirect_uris: ['https://verify.invalid/callback'],
    });
  },
};

/** A person's browser can be caught on loopback only: a client that a person logs in to needs that redirect URI besides. */
export function withLoginAddress(client: ClientMetadata, { user }: Gathering): ClientMetadata {
  return user?.redirectUri === undefined
    ? client
    : { ...client, redirect_uris: [...client.redirect_uris, user.redirectUri] };
}

async function registerAtServer(gathering: Gathering, client: ClientMetadata): Promise<Exchange> {
  const endpoint = new URL('/register', await gathering.evidence(resourceUrl));
  // The one client of a registry is the program's own, and stays.
  const send = gathering.target.registration === 'registry' ? sendRegistration : register;
  const answer = await send(gathering, endpoint, client);
  return gathering.target.registration === 'broker' ? conclusiveOfGateway(answer) : conclusive(answer);
}
