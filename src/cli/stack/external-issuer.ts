import { parse } from 'dotenv';
import * as oauth from 'oauth4webapi';
import { type ExternalIssuer, parseExternalIssuer } from '../../../infra/settings/external-issuer.ts';
import type { ServerOutputs } from '../../../infra/outputs.ts';
import { readDotenvFile } from '../../dotenv/file.ts';
import { readStackFile } from '../../engine/stack-file.ts';
import { rootCause, rootMessage } from '../../text/root-message.ts';
import { boundedFetch } from '../../verify/bounded-fetch.ts';
import { CliError } from '../exit-codes.ts';
import { type GlobalOptions, type Invocation, onlyStack } from '../invocation.ts';

/**
 * The authorization server of a stack, where that is none of Auth0's.
 *
 * @throws {SettingsError} when its settings cannot be used
 */
export async function externalIssuerOf(
  options: Pick<GlobalOptions, 'directory' | 'stacks'>,
): Promise<ExternalIssuer | undefined> {
  const stack = onlyStack(options);
  return parseExternalIssuer((await readStackFile(options.directory, stack)).config, stack);
}

/**
 * What its server's `.env` is to hold: what the stack states, what the issuer's metadata say, and the client's secret, which is in the
 * environment or in the file already.
 *
 * @throws {CliError} when the metadata cannot be had, or lack what MCP clients need, or the secret is missing
 */
export async function externalOutputs(
  external: ExternalIssuer,
  path: string,
  { environment, interrupted }: Pick<Invocation, 'environment' | 'interrupted'>,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<ServerOutputs> {
  const { issuer, clientId, resourceUrl, apiIdentifier, registration } = external;
  const server = await metadataOf(issuer, boundedFetch(fetch, interrupted));
  if (registration === 'native') required(server, 'registration_endpoint');
  if (server.code_challenge_methods_supported?.includes('S256') !== true) {
    throw new CliError(
      `The metadata of ${issuer} do not say that it takes PKCE with S256 (RFC 8414 §2, code_challenge_methods_supported), without which MCP clients go no further. Turn it on there.`,
    );
  }
  const clientSecret = clientId === undefined ? undefined : await secretOf(clientId, path, environment);
  return {
    authorizationServer: issuer.replace(/\/$/, ''),
    issuer,
    audience: apiIdentifier,
    resourceUrl,
    jwksUri: required(server, 'jwks_uri'),
    authorizationEndpoint: required(server, 'authorization_endpoint'),
    tokenEndpoint: required(server, 'token_endpoint'),
    registration,
    redirectUris: external.redirectUris,
    allowedOrigins: external.allowedOrigins,
    ...(external.tokenAudience !== undefined && { tokenAudience: external.tokenAudience }),
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
  };
}

/** By RFC 8414, or else by OpenID Connect Discovery. */
async function metadataOf(
  issuer: string,
  fetch: typeof globalThis.fetch,
): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const refused: string[] = [];
  let cure = "Compare omnichat:issuer with what the server's dashboard calls its issuer.";
  for (const algorithm of ['oauth2', 'oidc'] as const) {
    try {
      const response = await oauth.discoveryRequest(url, {
        algorithm,
        [oauth.customFetch]: (input, { body: _body, ...init }) => fetch(input, init),
        [oauth.allowInsecureRequests]: url.protocol === 'http:',
      });
      const server = await oauth.processDiscoveryResponse(url, response);
      if (server.issuer === issuer) return server;
      throw new CliError(
        `The metadata of ${issuer} name the issuer ${server.issuer}, and omnichat:issuer is ${issuer}: tokens are compared to the character (RFC 8414 §3.3). Write omnichat:issuer: ${server.issuer}`,
      );
    } catch (error) {
      if (error instanceof CliError) throw error;
      if (isOfUnknownAuthority(error)) {
        cure =
          'Its certificate is of an authority that this machine does not know: if you trust it, set NODE_EXTRA_CA_CERTS to the file of ' +
          'the authority that signed it (PEM).';
      }
      refused.push(
        `${algorithm === 'oauth2' ? 'RFC 8414' : 'OpenID Connect Discovery'}: ${rootMessage(error)}`,
      );
    }
  }
  throw new CliError(`${issuer} has no metadata that can be used. ${refused.join('. ')}. ${cure}`);
}

/** OpenSSL's names of it, which Node takes over (Node.js, "TLS", X509 certificate error codes). */
function isOfUnknownAuthority(error: unknown): boolean {
  const root = rootCause(error);
  return (
    root instanceof Error &&
    'code' in root &&
    /^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/.test(String(root.code))
  );
}

function required(
  server: oauth.AuthorizationServer,
  name: 'jwks_uri' | 'authorization_endpoint' | 'token_endpoint' | 'registration_endpoint',
): string {
  const value = server[name];
  if (typeof value === 'string' && URL.parse(value) !== null) return value;
  throw new CliError(
    name === 'registration_endpoint'
      ? `The metadata of ${server.issuer} name no registration_endpoint: clients cannot register there by themselves (RFC 7591). Turn it on there, or write omnichat:registration: off.`
      : `The metadata of ${server.issuer} name no ${name} (RFC 8414 §2), without which OmniChat's server cannot work. Look for it in the server's settings.`,
  );
}

async function secretOf(clientId: string, path: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { OAUTH_CLIENT_SECRET: given } = environment;
  if (given) return given;
  const { text = '' } = await readDotenvFile(path);
  const { OAUTH_CLIENT_ID: knownId, OAUTH_CLIENT_SECRET: known } = parse(text);
  if (known && knownId === clientId) return known;
  throw new CliError(
    `The secret of the client ${clientId} is in no file yet. Set OAUTH_CLIENT_SECRET in the environment, once, to what its issuer shows; it is written into ${path}, and stays there.`,
  );
}
