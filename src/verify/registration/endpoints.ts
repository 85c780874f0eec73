import { metadata } from '../authorization-server/documents.ts';
import { type Gathering, NotApplicable, resourceUrl, type Source, targetPart } from '../evidence.ts';
import { type Exchange, exchange, jsonObject } from '../exchange.ts';

/** The request that OmniChat's setup guide registers ChatGPT with (step 6.2). */
const guideRequest = {
  client_name: 'ChatGPT Integration',
  redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
};

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
    return register(gathering, endpoint, { ...guideRequest, redirect_uris: [] });
  },
};

/** The answer of OmniChat's `/register` to the guide's own request. */
export const guideRegistration: Source<Exchange> = {
  name: 'the answer to the registration of the guide',
  gather: async (gathering) => {
    const mode = await gathering.evidence(registrationMode);
    if (mode === 'broker' && !gathering.mayRegister) {
      throw new NotApplicable('it would register a client: run it again with --register');
    }
    return register(gathering, await registerUrl(gathering), guideRequest);
  },
};

/** The answer of OmniChat's `/register` to a redirect URI that nobody allows. */
export const strangerRegistration: Source<Exchange> = {
  name: "the answer to the registration of a stranger's redirect URI",
  gather: async (gathering) => {
    const mode = await gathering.evidence(registrationMode);
    if (mode === 'off') throw new NotApplicable('nobody can register');
    if (mode === 'native')
      throw new NotApplicable("Auth0's own endpoint has no list of allowed redirect URIs");
    return register(gathering, await registerUrl(gathering), {
      ...guideRequest,
      redirect_uris: ['https://verify.invalid/callback'],
    });
  },
};

/** Sends a registration (RFC 7591 §3.1) and notes the client that comes of it. */
export async function register(
  gathering: Gathering,
  endpoint: string | URL,
  clientMetadata: object,
): Promise<Exchange> {
  const answer = await exchange(gathering, endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(clientMetadata),
  });
  const client = answer.status === 201 ? jsonObject(answer) : undefined;
  const { client_id: clientId, client_secret: clientSecret } = client ?? {};
  if (typeof clientSecret === 'string') gathering.keepSecret(clientSecret);
  // The one client of a registry is the program's own, and stays.
  if (typeof clientId === 'string' && gathering.target.registration !== 'registry')
    gathering.registered(clientId);
  return answer;
}

async function registerUrl({ evidence }: Gathering): Promise<URL> {
  return new URL('/register', await evidence(resourceUrl));
}
