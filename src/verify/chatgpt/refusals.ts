import { type Remedy, serverVariable, tenantSetting, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import type { ChatgptRegistration } from './registration.ts';

/** A refusal in the words of the one who refused, and the setting behind it. */
interface KnownRefusal {
  readonly says: RegExp;
  readonly remedy: (target: Target, way: ChatgptRegistration['way']) => Remedy;
}

/** What Auth0 says at its authorization and token endpoints. */
const atIssuer: readonly KnownRefusal[] = [
  {
    says: /callback url mismatch/i,
    remedy: (target) => undo(target, 'the callbacks of the application'),
  },
  {
    says: /no connections enabled/i,
    remedy: (target, way) =>
      way === 'predefined'
        ? undo(target, 'the applications of the connection omnichat-users')
        : {
            setting: 'is_domain_connection of the connection that third parties log in through',
            command: `auth0 api patch connections/CONNECTION_ID --data '{"is_domain_connection":true}'`,
          },
  },
  {
    says: /service not (found|enabled)/i,
    remedy: (target) => undo(target, 'the identifier of the API (omnichat:apiIdentifier)'),
  },
  {
    says: /not authorized to access|client-grant/i,
    remedy: (target, way) =>
      way === 'predefined'
        ? undo(target, 'the client grant of the application on the API')
        : {
            setting: 'the default client grant of third-party applications on the API',
            command: `auth0 api post client-grants --data '${defaultGrant(target)}'`,
          },
  },
  {
    says: /userinfo audience is not allowed/i,
    remedy: (target) => undo(target, 'resource_parameter_profile of the tenant (compatibility)'),
  },
  {
    says: /grant type .* not allowed|unsupported response type/i,
    remedy: (target) => undo(target, 'the grant types of the application'),
  },
  {
    says: /unknown client: https:/i,
    remedy: () => ({
      setting: "the import of ChatGPT's client ID metadata document",
      command: `auth0 api post clients/cimd/register --data '{"external_client_id":"https://chatgpt.com/oauth/client.json"}'`,
    }),
  },
  {
    says: /unknown client/i,
    remedy: (target) => undo(target, 'OAUTH_CLIENT_ID: the application is not in the tenant'),
  },
  {
    says: /"iss" \(issuer\)/,
    remedy: () => tenantSetting('authorization_response_iss_parameter_supported', true),
  },
  {
    says: /access_denied: unauthorized|invalid_client/i,
    remedy: (target) => undo(target, 'OAUTH_CLIENT_SECRET: the secret of the application'),
  },
];

/** What OmniChat's server says of a token. */
const atResource: readonly KnownRefusal[] = [
  { says: /RS256/, remedy: (target) => undo(target, 'signing_alg of the API (RS256)') },
  { says: /\baud\b/, remedy: (target) => serverVariable(target, 'OAUTH_AUDIENCE') },
  { says: /\biss\b/, remedy: (target) => serverVariable(target, 'OAUTH_ISSUER') },
  { says: /\bkeys?\b|signature/i, remedy: (target) => serverVariable(target, 'OAUTH_JWKS_URI') },
  { says: /scope/i, remedy: (target) => undo(target, 'the scopes of the grant of the application') },
];

/** The setting behind a refusal of the authorization server. */
export function remedyAtIssuer(reason: string, target: Target, way: ChatgptRegistration['way']): Remedy {
  return (
    atIssuer.find(({ says }) => says.test(reason))?.remedy(target, way) ??
    undo(target, 'the application, its connection or its grant')
  );
}

/** The setting behind a refusal of OmniChat's server. */
export function remedyAtResource(reason: string, target: Target): Remedy {
  return (
    atResource.find(({ says }) => says.test(reason))?.remedy(target, 'predefined') ??
    serverVariable(target, 'OAUTH_ISSUER, OAUTH_AUDIENCE or OAUTH_JWKS_URI')
  );
}

function defaultGrant({ api }: Target): string {
  return JSON.stringify({
    default_for: 'third_party_clients',
    audience: api?.identifier,
    scope: api?.thirdPartyScopes ?? [],
    subject_type: 'user',
  });
}
