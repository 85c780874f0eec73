import { knownClients } from '../../../infra/declared-clients.ts';
import type { ProbeAnswer } from '../oauth/authorization-probe.ts';
import { deploy, type Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';
import type { WalkedClient } from '../walked-client.ts';

/** A redirect URI that the stack does not declare, where the predefined application is to redirect to it. */
export function undeclaredCallback(
  { name }: WalkedClient,
  { message, redirectUri: uri }: ProbeAnswer,
  way: string,
  target: Target,
): Remedy | undefined {
  const { stack, application } = target;
  const undeclared = way === 'predefined' && application?.redirectUris.includes(uri) === false;
  if (!undeclared || stack === undefined || !/callback url mismatch/i.test(message)) return undefined;
  const isKnown = knownClients.some((client) => client.name === name);
  const setting = `omnichat:${isKnown ? 'clients' : 'callbackUrls'} in Pulumi.${stack}.yaml`;
  // What is written takes the place of a setting's default.
  const kept = isKnown
    ? 'with chatgpt beside it where that line is new'
    : 'with what docs/reference.md says it is where that line is new';
  return deploy(target, setting, `add ${isKnown ? name : uri} to ${setting}, ${kept}`);
}

/** Auth0 takes the secret of an application in one way only. */
export const methodOf = ({ title, secretMethod }: WalkedClient, target: Target): Remedy =>
  deploy(
    target,
    `token_endpoint_auth_method of the application: ${title} sends the secret by ${secretMethod} alone`,
    `write omnichat:tokenEndpointAuthMethod: ${secretMethod} in the file of the stack, which other clients have to fit; or have clients register themselves, by omnichat:registration: native`,
  );

/** What a client asks for that looks at the issuer alone. */
export const scopesOfClient = ({ name, title }: WalkedClient): Remedy => ({
  setting: `the scopes that ${title} asks for`,
  before: `name them: ${name} mcp login NAME --scopes files:read,chat:read`,
  side: 'client',
});

/** A URL without a path has two spellings, and clients that parse it send the one with a slash. */
export const pathlessIdentifier = (target: Target): Remedy => ({
  ...deploy(
    target,
    'omnichat:apiIdentifier, which has no path',
    'give omnichat:apiIdentifier a path, such as /mcp, and omnichat:resourceUrl the same',
  ),
  side: 'client',
});
