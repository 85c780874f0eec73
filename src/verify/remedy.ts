import type { NamedTenant } from '../engine/mend-commands.ts';
import { isLoopbackHost } from '../../infra/settings/settings.ts';
import { managementTokenName } from '../dotenv/variables.ts';
import {
  type CommandedStack,
  deployCommand,
  deployIntoCommand,
  dotenvCommand,
  dotenvName,
  factorCommand,
  renewSecretCommand,
  restoreCommand,
  serverUrlCommand,
} from '../engine/stack-commands.ts';
import type { SecretManager } from '../text/secret-reference.ts';
import type { Target } from './target.ts';

/** Who can be at fault where a client does not link. */
export type Side = 'client' | 'tenant' | 'server' | 'network';

/** What mends a failed check. */
export interface Remedy {
  /** The one thing that is wrong, by the name under which it is found. */
  readonly setting: string;
  /** What a person does before the command, or instead of one where none reaches the setting. */
  readonly before?: string;
  /** What to run once the setting is right, or to make it so. */
  readonly command?: string;
  /** What a person does after it. */
  readonly after?: string;
  /** Whose the setting is, where what was being looked at does not tell. */
  readonly side?: Side;
}

/** All that a remedy takes, in one line; undefined where nobody here can do anything. */
export function mendingText({ before, command, after }: Remedy): string | undefined {
  const steps = [before, command, after].filter((step) => step !== undefined);
  return steps.length === 0 ? undefined : steps.join('; then ');
}

/** A setting that the program declares, and that the tenant does not have. */
export function undo(target: Target, setting: string): Remedy {
  const stack = commandedStack(target);
  return stack === undefined ? { setting } : { setting, command: restoreCommand(stack) };
}

/** A connection that somebody deleted: Pulumi by itself cannot refresh what is about it; `up` sees to that. */
export function remake(target: Target, setting: string): Remedy {
  const stack = commandedStack(target);
  return stack === undefined ? { setting } : { setting, command: deployCommand(stack) };
}

/** Credentials of the application that are no longer the tenant's: ChatGPT holds a copy as well. */
export function renew(target: Target, setting: string): Remedy {
  const stack = commandedStack(target);
  if (stack === undefined) return { setting };
  return {
    setting,
    command: renewSecretCommand(stack, dotenvFile(target)),
    after: "restart OmniChat's server, and give ChatGPT's connector the client id and secret of the .env",
  };
}

/** A setting of the stack that has to become another. */
export function configure(target: Target, key: keyof typeof variables, value: string): Remedy {
  const stack = commandedStack(target);
  if (stack === undefined) return { setting: `${variables[key]} (it should be ${value})` };
  const file = `Pulumi.${stack.stack}.yaml`;
  return {
    setting: `${key} in ${file} (it should be ${value})`,
    before: `write "${key}: ${value}" below config: in ${file}`,
    ...deployment(stack, target),
  };
}

/** A URL on this machine that has to be the API's identifier too, and needs a path for that: clients differ about the slash of an origin. */
export function serveAt(target: Target, url: string): Remedy {
  const stack = commandedStack(target);
  const { pathname, origin } = new URL(url);
  const wanted = pathname === '/' ? `${origin}/mcp` : url;
  if (stack === undefined)
    return { setting: `OAUTH_AUDIENCE (it should be ${wanted}), and RESOURCE_URL the same` };
  const { command, after } = deployment(stack, target);
  return {
    setting: `omnichat:apiIdentifier in Pulumi.${stack.stack}.yaml (it should be ${wanted}), and omnichat:resourceUrl the same`,
    command: `${serverUrlCommand(stack, wanted)} && ${command}`,
    after,
  };
}

/** A setting of the stack's file that is not deployed, once a person has done what comes `before`. */
export function deploy(target: Target, setting: string, before?: string): Remedy {
  const stack = commandedStack(target);
  if (stack === undefined) return { setting };
  return { setting, ...(before !== undefined && { before }), ...deployment(stack, target) };
}

const deployment = (stack: CommandedStack, target: Target) => ({
  command: deployIntoCommand(stack, dotenvFile(target)),
  after: restart,
});

/** A variable of OmniChat's server. */
export function serverVariable(target: Target, variable: string): Remedy {
  const stack = commandedStack(target);
  const setting = `${variable} in the environment of OmniChat's server`;
  return thenRestart(setting, stack && dotenvCommand(stack, dotenvFile(target)));
}

/** What makes tokens for the resource that was asked for (RFC 8707). */
export function resourceParameter(target: Target): Remedy {
  return undo(
    target,
    target.auth0
      ? 'resource_parameter_profile of the tenant (compatibility)'
      : 'the resource parameter of the authorization server (RFC 8707)',
  );
}

/** What opens and closes the authorization server's own registration endpoint (RFC 7591). */
export function ownRegistration(target: Target): Remedy {
  return undo(
    target,
    target.auth0
      ? 'flags.enable_dynamic_client_registration of the tenant'
      : 'dynamic client registration at the authorization server',
  );
}

/** A `.env` that is not what `env` would write. */
export function rewriteDotenv(target: Target, manager?: SecretManager): Remedy {
  const { stack } = target;
  const setting = dotenvFile(target);
  const command =
    stack === undefined ? undefined : dotenvCommand({ stack, ...(manager && { manager }) }, setting);
  return thenRestart(setting, command, manager);
}

/** A secret in the `.env` that the tenant no longer takes. */
export function renewDotenv(target: Target, variable: string, manager?: SecretManager): Remedy {
  const stack = commandedStack(target);
  const setting = `${variable} in ${dotenvFile(target)}`;
  const command = stack && renewSecretCommand({ ...stack, ...(manager && { manager }) }, dotenvFile(target));
  return thenRestart(setting, command, manager);
}

/** A Management token that `env` takes to be good, and would keep. */
export function newManagementToken(
  target: Target,
  setting = `${managementTokenName} in ${dotenvFile(target)}`,
): Remedy {
  const before = `delete the line ${managementTokenName} of ${dotenvFile(target)}`;
  return { ...renewDotenv(target, managementTokenName), setting, before };
}

/** Something that OmniChat's server does wrong and the reference connector does right: its code has to change. */
export function ofServer(setting: string): Remedy {
  return {
    setting: `${setting} of OmniChat's server`,
    before: "mount the connector's endpoints there, as docs/connector.md says",
  };
}

/** Where there is no stack, a `.env` says what a stack would. */
const variables = {
  'omnichat:resourceUrl': 'RESOURCE_URL',
  'omnichat:registration': 'OAUTH_REGISTRATION',
} as const;

/** The factors of multi-factor authentication, of which none is enabled: the program leaves them to the tenant's owner. */
export function enabledFactor(target: Target): Remedy {
  const setting = 'the factors of multi-factor authentication, of which none is enabled';
  const stack = commandedStack(target);
  return stack?.local === true
    ? { setting, command: factorCommand(stack) }
    : { setting, before: 'enable one in the Auth0 dashboard, Security > Multi-factor Auth' };
}

/** The tenant, as the commands of `mend` name it. */
export const mendedTenant = ({ stack, issuer }: Target): NamedTenant =>
  stack === undefined ? { domain: new URL(issuer).host } : { stack };

const restart = "restart OmniChat's server";

/** What the server has read by then, it reads again when it starts only. */
const thenRestart = (setting: string, command: string | undefined, manager?: SecretManager): Remedy => ({
  setting,
  ...(command !== undefined && { command }),
  after: manager === '1password' ? `put into 1Password what that printed, and ${restart}` : restart,
});

/** The `.env` of what is verified. */
export const dotenvFile = ({ dotenv, stack = 'local' }: Target) => dotenv?.path ?? dotenvName(stack);

function commandedStack({ stack, issuer, byPulumi = false }: Target): CommandedStack | undefined {
  return stack === undefined ? undefined : { stack, byPulumi, local: isLoopbackHost(new URL(issuer).host) };
}
