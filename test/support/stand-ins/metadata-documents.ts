import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { isLoopbackUrl, knownClients } from '../../../infra/declared-clients.ts';
import type { GetDocument } from '../../../src/local-tenant/management/public-document.ts';

/** Made when somebody asks for it, since to make one takes longer than most tests that load this. */
let publicKey: JsonWebKey | undefined;

/** The keys with which ChatGPT signs in, as its document says. */
const keysUrl = 'https://chatgpt.com/oauth/jwks.json';

/** The metadata documents of the known clients, as their vendors publish them (draft-ietf-oauth-client-id-metadata-document). */
export const vendorsDocument: GetDocument = (url) => {
  if (url === keysUrl) {
    publicKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    return Promise.resolve({ keys: [{ ...publicKey, kid: 'chatgpt', alg: 'RS256' }] });
  }
  const client = knownClients.find(({ clientIdMetadataUrl }) => clientIdMetadataUrl === url);
  if (client === undefined) return Promise.reject(new Error(`nobody publishes ${url}`));
  const { name, title, callbackUrls, loopbackUrls } = client;
  const uris = [...callbackUrls, ...loopbackUrls];
  return Promise.resolve({
    client_id: url,
    client_name: title,
    redirect_uris: uris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: uris.some(isLoopbackUrl) ? 'native' : 'web',
    ...(name === 'chatgpt'
      ? { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: keysUrl }
      : { token_endpoint_auth_method: 'none' }),
  });
};
