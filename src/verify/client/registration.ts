import * as oauth from 'oauth4webapi';
import { type Gathering, NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, answeredObject } from '../exchange.ts';
import { secretAuthentication, secretMethods } from '../oauth/code-flow.ts';
import { registerAtIssuer, registrationState, withLoginAddress } from '../registration/endpoints.ts';
import type { WalkedClient } from '../walked-client.ts';
import { resourceMetadata, server, walkedClient } from './discovery.ts';

/**
 * Where the client has itself redirected to. ChatGPT has a stable address with an issuer that says who it is in every answer
 * (RFC 9207), and else the connector's own; undefined where no connector is known.
 */
export const redirectUri: Source<string | undefined> = {
  name: "the client's redirect URI",
  gather: async ({ evidence, target }) => {
    const { redirectUris, redirectUriWithoutIssuer: instead } = await evidence(walkedClient);
    if (instead === undefined || (await evidence(saysIssuer))) return redirectUris[0];
    return instead(target.application?.redirectUris ?? []);
  },
};

/** Whether the authorization server promises RFC 9207's `iss`, under the very name that the resource gives it. */
export const saysIssuer: Source<boolean> = {
  name: "the issuer's promise",
  gather: async ({ evidence }) => {
    const [{ issuer, authorization_response_iss_parameter_supported: promised }, { authorizationServer }] =
      await Promise.all([evidence(server), evidence(resourceMetadata)]);
    return promised === true && issuer === authorizationServer;
  },
};

/** How the client comes to be one here, by the first way that the metadata allows. */
export type ClientRegistration =
  | {
      readonly way: 'client ID metadata document' | 'dynamic' | 'predefined';
      readonly clientId: string;
      readonly clientAuthentication: oauth.ClientAuth | undefined;
    }
  | { readonly way: 'dynamic' | 'none'; readonly clientId: undefined; readonly refusal: string };

export const registration: Source<ClientRegistration> = {
  name: "the client's registration",
  gather: async (gathering) => {
    const [authorizationServer, { metadataDocument }] = await Promise.all([
      gathering.evidence(server),
      gathering.evidence(walkedClient),
    ]);
    if (metadataDocument !== undefined && takesDocument(authorizationServer, metadataDocument))
      return byMetadataDocument(gathering, metadataDocument);
    const probe = await registrationProbe(gathering, authorizationServer);
    if (probe !== undefined && registrationState(probe) === 'open')
      return byItself(gathering, authorizationServer);
    if (gathering.target.registration === 'native') {
      return { way: 'none', clientId: undefined, refusal: probe ? answered(probe) : 'there is no endpoint' };
    }
    return asPredefined(gathering, authorizationServer);
  },
};

/** A client that may go on. */
export const registeredClient: Source<Extract<ClientRegistration, { readonly clientId: string }>> = {
  name: 'the client',
  gather: async ({ evidence }) => {
    const outcome = await evidence(registration);
    if (outcome.clientId === undefined) throw new UnusableAnswer(`There is no client: ${outcome.refusal}`);
    return outcome;
  },
};

type MetadataDocument = NonNullable<WalkedClient['metadataDocument']>;

function takesDocument(
  {
    client_id_metadata_document_supported: supported,
    token_endpoint_auth_methods_supported: methods = [],
  }: oauth.AuthorizationServer,
  { needsNone }: MetadataDocument,
): boolean {
  return supported === true && (needsNone === undefined || methods.includes('none'));
}

async function byMetadataDocument(
  { evidence }: Gathering,
  { url, signsIn }: MetadataDocument,
): Promise<ClientRegistration> {
  return {
    way: 'client ID metadata document',
    clientId: url(await evidence(redirectUri)),
    clientAuthentication: signsIn === 'not at all' ? oauth.None() : undefined,
  };
}

/** Auth0 names the endpoint whether registration is on or not; a request without a redirect URI tells, and registers nothing. */
async function registrationProbe(
  gathering: Gathering,
  { registration_endpoint: endpoint }: oauth.AuthorizationServer,
) {
  if (endpoint === undefined) return undefined;
  const { registers } = await gathering.evidence(walkedClient);
  return registerAtIssuer(gathering, endpoint, { ...registers, redirect_uris: [] });
}

async function byItself(
  gathering: Gathering,
  { registration_endpoint: endpoint = '' }: oauth.AuthorizationServer,
): Promise<ClientRegistration> {
  const { title, registers, redirectUris } = await gathering.evidence(walkedClient);
  if (!gathering.mayRegister) {
    throw new NotApplicable(
      `${title} registers itself here, and so would this: run it again with --register`,
    );
  }
  const uri = await gathering.evidence(redirectUri);
  if (uri === undefined) throw new UnusableAnswer(`${title} has no redirect URI to register with`);
  const metadata = { ...registers, redirect_uris: [...new Set([uri, ...redirectUris])] };
  const answer = await registerAtIssuer(gathering, endpoint, withLoginAddress(metadata, gathering));
  const { client_id: clientId, ...made } = answeredObject(answer) ?? {};
  if (answer.status !== 201 || typeof clientId !== 'string') {
    return { way: 'dynamic', clientId: undefined, refusal: answered(answer) };
  }
  return { way: 'dynamic', clientId, clientAuthentication: authenticationOf(made, gathering) };
}

/** The server may make another client than was asked for: with a secret (RFC 7591 §3.2.1). */
function authenticationOf(
  { client_secret: secret, token_endpoint_auth_method: method }: Readonly<Record<string, unknown>>,
  { keepSecret }: Gathering,
): oauth.ClientAuth {
  if (typeof secret !== 'string' || method === 'none') return oauth.None();
  keepSecret(secret);
  return secretAuthentication(method === 'client_secret_post' ? method : 'client_secret_basic', secret);
}

async function asPredefined(
  { target: { application }, evidence }: Gathering,
  authorizationServer: oauth.AuthorizationServer,
): Promise<ClientRegistration> {
  const { title, secretMethod } = await evidence(walkedClient);
  if (application === undefined || secretMethod === 'none') {
    const lack = application === undefined ? 'no client is predefined' : `${title} has no place for a secret`;
    return { way: 'none', clientId: undefined, refusal: `registration is closed and ${lack}` };
  }
  const { clientId, clientSecret, tokenEndpointAuthMethod: declared } = application;
  const method = secretMethod ?? declared ?? secretMethods(authorizationServer)[0];
  return { way: 'predefined', clientId, clientAuthentication: secretAuthentication(method, clientSecret) };
}
