import type { Target } from './target.ts';

/** What mends a failed check. */
export interface Remedy {
  /** The one thing that is wrong, by the name under which it is found. */
  readonly setting: string;
  /** What to run once the setting is right, or to make it so; absent where no command reaches it. */
  readonly command?: string;
}

/** A setting that the program declares, and that the tenant does not have. */
export function undo(target: Target, setting: string): Remedy {
  return target.stack === undefined
    ? { setting }
    : { setting, command: `npx omnichat-auth0 up -s ${target.stack}` };
}

/** A setting of the stack that has to become another. */
export function configure({ stack }: Target, key: string, value: string): Remedy {
  if (stack === undefined) return { setting: `${key} (it should be ${value})` };
  return {
    setting: `${key} in Pulumi.${stack}.yaml (it should be ${value})`,
    command: `npx omnichat-auth0 up -s ${stack}`,
  };
}

/** A tenant setting that no provider of Pulumi's knows; Auth0's own command line sets it. */
export function tenantSetting(name: string, value: unknown): Remedy {
  return {
    setting: name,
    command: `auth0 api patch tenants/settings --data '${JSON.stringify({ [name]: value })}'`,
  };
}

/** A variable of OmniChat's server. */
export function serverVariable({ stack }: Target, variable: string): Remedy {
  const setting = `${variable} in the environment of OmniChat's server`;
  return stack === undefined
    ? { setting }
    : { setting, command: `npx omnichat-auth0 env -s ${stack} --file .env` };
}

/** Something that OmniChat's server does wrong and the reference connector does right. */
export function ofServer(setting: string): Remedy {
  return { setting: `${setting} of OmniChat's server`, command: 'npx omnichat-auth0 connector serve' };
}
