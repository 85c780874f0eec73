import { UnsecuredJWT } from 'jose/jwt/unsecured';
import type { StackOutputs } from '../../../infra/outputs.ts';

/** The outputs of a stack with a registrar. */
export const deployedStack = {
  authorizationServer: 'https://omnichat-dev.eu.auth0.com',
  issuer: 'https://omnichat-dev.eu.auth0.com/',
  domain: 'omnichat-dev.eu.auth0.com',
  audience: 'https://omnichat.com/api',
  resourceUrl: 'http://localhost:3000',
  jwksUri: 'https://omnichat-dev.eu.auth0.com/.well-known/jwks.json',
  authorizationEndpoint: 'https://omnichat-dev.eu.auth0.com/authorize',
  tokenEndpoint: 'https://omnichat-dev.eu.auth0.com/oauth/token',
  clientId: 'connector-client-id',
  clientSecret: 'connector-secret',
  registrarClientId: 'registrar-client-id',
  registrarClientSecret: 'registrar-secret',
  managementAudience: 'https://omnichat-dev.eu.auth0.com/api/v2/',
  registration: 'broker',
  redirectUris: ['https://chatgpt.com/connector_platform_oauth_redirect', 'http://localhost:3000/callback'],
  allowedOrigins: ['http://localhost:3000'],
} as const satisfies StackOutputs;

/** The outputs of the same stack with `registration: off`. */
export function withoutRegistrar(): StackOutputs {
  const { registrarClientId: _id, registrarClientSecret: _secret, ...outputs } = deployedStack;
  return outputs;
}

/** A Management API token of {@link deployedStack}'s registrar, good for a day from `issuedAt`, but for `claims`. */
export function managementToken(issuedAt: Date, claims: Record<string, unknown> = {}): string {
  const iat = issuedAt.getTime() / 1000;
  return new UnsecuredJWT({
    iss: deployedStack.issuer,
    aud: deployedStack.managementAudience,
    azp: deployedStack.registrarClientId,
    iat,
    exp: iat + 86_400,
    ...claims,
  }).encode();
}
