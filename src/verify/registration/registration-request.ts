import type { Gathering } from '../evidence.ts';
import { answerTo, type Exchange, answeredObject } from '../exchange.ts';
import type { TemporaryClient } from '../evidence.ts';

/** What a client says of itself (RFC 7591 §2), as far as it is said here. */
export interface ClientMetadata {
  readonly client_name?: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types?: readonly string[];
  readonly response_types?: readonly string[];
  readonly token_endpoint_auth_method?: string;
}

/** Sends a registration (RFC 7591 §3.1) and notes the client that comes of it, to be removed. Answers of any status are answered. */
export async function register(
  gathering: Gathering,
  endpoint: string | URL,
  clientMetadata: ClientMetadata,
): Promise<Exchange> {
  const answer = await sendRegistration(gathering, endpoint, clientMetadata);
  const client = answer.status === 201 ? answeredObject(answer) : undefined;
  if (typeof client?.['client_id'] === 'string') {
    gathering.registered({
      clientId: client['client_id'],
      clientName: clientMetadata.client_name ?? '',
      ...configurationIn(client),
    });
  }
  return answer;
}

/** RFC 7592 §3. */
function configurationIn({
  registration_client_uri: url,
  registration_access_token: token,
}: Readonly<Record<string, unknown>>): Pick<TemporaryClient, 'configuration'> {
  return typeof url === 'string' && typeof token === 'string' ? { configuration: { url, token } } : {};
}

/** Sends a registration, and goes to its end once begun; whatever it makes is not noted for removal. */
export async function sendRegistration(
  gathering: Gathering,
  endpoint: string | URL,
  clientMetadata: ClientMetadata,
): Promise<Exchange> {
  const { fetchToEnd: fetch, now } = gathering;
  const answer = await answerTo({ fetch, now }, endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(clientMetadata),
  });
  const secrets = answeredObject(answer) ?? {};
  for (const name of ['client_secret', 'registration_access_token']) {
    if (typeof secrets[name] === 'string') gathering.keepSecret(secrets[name]);
  }
  return answer;
}
