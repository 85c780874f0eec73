import * as oauth from 'oauth4webapi';
import { chatgptClientIdUrl, chatgptConnectorId, chatgptStableCallbackUrl } from '../../../infra/chatgpt.ts';
import { type Gathering, NotApplicable, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, conclusive, jsonObject } from '../exchange.ts';
import { secretAuthentication, secretMethods } from '../oauth/code-flow.ts';
import { registrationState, withLoginAddress } from '../registration/endpoints.ts';
import { register } from '../registration/registration-request.ts';
import { resourceMetadata, server } from './discovery.ts';

/**
 * Where ChatGPT has itself redirected to: the stable address with an issuer that says who it is in every answer (RFC 9207), else
 * the connector's own; undefined where no connector is known.
 */
export const redirectUri: Source<string | undefined> = {
  name: "ChatGPT's redirect URI",
  gather: async ({ evidence, target }) => {
    if (await evidence(saysIssuer)) return chatgptStableCallbackUrl;
    return target.application?.redirectUris.find((uri) => chatgptConnectorId(uri) !== undefined);
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

/** How ChatGPT comes to be a client, by the first way that the metadata allows (OpenAI, "Authentication"). */
export type ChatgptRegistration =
  | {
      readonly way: 'client ID metadata document' | 'dynamic' | 'predefined';
      readonly clientId: string;
      readonly clientAuthentication: oauth.ClientAuth | undefined;
    }
  | { readonly way: 'dynamic' | 'none'; readonly clientId: undefined; readonly refusal: string };

export const registration: Source<ChatgptRegistration> = {
  name: "ChatGPT's registration",
  gather: async (gathering) => {
    const authorizationServer = await gathering.evidence(server);
    if (authorizationServer['client_id_metadata_document_supported'] === true)
      return byMetadataDocument(gathering);
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
export const registeredClient: Source<Extract<ChatgptRegistration, { clientId: string }>> = {
  name: "ChatGPT's client",
  gather: async ({ evidence }) => {
    const outcome = await evidence(registration);
    if (outcome.clientId === undefined) throw new UnusableAnswer(`There is no client: ${outcome.refusal}`);
    return outcome;
  },
};

/** ChatGPT signs in with a key of its own there, which nobody else has. */
async function byMetadataDocument({ evidence }: Gathering): Promise<ChatgptRegistration> {
  return {
    way: 'client ID metadata document',
    clientId: chatgptClientIdUrl(chatgptConnectorId((await evidence(redirectUri)) ?? '')),
    clientAuthentication: undefined,
  };
}

/** Auth0 names the endpoint whether registration is on or not; a request without a redirect URI tells, and registers nothing. */
async function registrationProbe(
  gathering: Gathering,
  { registration_endpoint: endpoint }: oauth.AuthorizationServer,
) {
  return endpoint === undefined
    ? undefined
    : conclusive(await register(gathering, endpoint, { redirect_uris: [] }));
}

async function byItself(
  gathering: Gathering,
  { registration_endpoint: endpoint = '' }: oauth.AuthorizationServer,
): Promise<ChatgptRegistration> {
  if (!gathering.mayRegister) {
    throw new NotApplicable('ChatGPT registers itself here, and so would this: run it again with --register');
  }
  const uri = await gathering.evidence(redirectUri);
  if (uri === undefined) throw new UnusableAnswer('ChatGPT has no redirect URI to register with');
  const metadata = {
    client_name: 'ChatGPT',
    redirect_uris: [uri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  const answer = conclusive(await register(gathering, endpoint, withLoginAddress(metadata, gathering)));
  const clientId = jsonObject(answer)?.['client_id'];
  return answer.status === 201 && typeof clientId === 'string'
    ? { way: 'dynamic', clientId, clientAuthentication: oauth.None() }
    : { way: 'dynamic', clientId: undefined, refusal: answered(answer) };
}

function asPredefined(
  { target: { application } }: Gathering,
  authorizationServer: oauth.AuthorizationServer,
): ChatgptRegistration {
  if (application === undefined) {
    return {
      way: 'none',
      clientId: undefined,
      refusal: 'registration is closed and no client is predefined',
    };
  }
  return {
    way: 'predefined',
    clientId: application.clientId,
    clientAuthentication: secretAuthentication(
      application.tokenEndpointAuthMethod ?? secretMethods(authorizationServer)[0],
      application.clientSecret,
    ),
  };
}
