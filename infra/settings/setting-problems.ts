import { closestMatch } from 'leven';
import type { z } from 'zod';
import { ownCommand } from '../own-command.ts';
import { withoutCredentials } from '../web-address.ts';

/** One thing that is wrong with a stack's settings. `value` is JSON, and absent where the setting is. */
export interface SettingsProblem {
  readonly key: string;
  readonly value?: string;
  readonly cure: string;
}

/** A stack's settings cannot be used. Carries every problem; its message has one line for each. */
export class SettingsError extends Error {
  override readonly name: string = 'SettingsError';
  readonly code: string = 'SETTINGS_INVALID';

  readonly problems: readonly SettingsProblem[];

  constructor(stack: string, problems: readonly SettingsProblem[]) {
    const lines = problems.map(
      ({ key, value, cure }) => `  ${key}${value === undefined ? '' : ` ${value}`} ${cure}`,
    );
    const keys = new Set(problems.map(({ key }) => key));
    const count = keys.size === 1 ? 'one setting' : `${keys.size} settings`;
    super(`Pulumi.${stack}.yaml: ${count} cannot be used; nothing was sent.\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** A stack of which nothing is deployed, because its authorization server is none of Auth0's. */
export class NoAuth0TenantError extends SettingsError {
  override readonly name = 'NoAuth0TenantError';
  override readonly code = 'NO_AUTH0_TENANT';

  constructor(stack: string) {
    super(stack, []);
    const commands = ['env', 'verify', 'connector serve'].map((command) =>
      ownCommand(`${command} -s ${stack}`),
    );
    this.message =
      `Stack ${stack} has an authorization server that is no Auth0 tenant (omnichat:authorizationServer: external): there is nothing to ` +
      `deploy, to compare or to look into, and nothing was sent. What there is for it instead: ${commands.join(', ')}`;
  }
}

/** What our settings' keys begin with. */
export const namespace = 'omnichat:';
/** The one setting of somebody else's namespace. */
export const domainKey = 'auth0:domain';

/** The names of the settings of each kind of stack. */
interface KnownSettings {
  readonly own: readonly string[];
  /** Those that only the other kind has. */
  readonly others: readonly string[];
  /** What is said of one of these. */
  readonly cureOfOthers: string;
}

/** Every issue as the problem of a setting; an unknown one is told with the nearest of those that are known. */
export function settingsProblems(
  error: z.ZodError | undefined,
  raw: Readonly<Record<string, unknown>>,
  known: KnownSettings,
): readonly SettingsProblem[] {
  return (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((name) => ({
          key: `${namespace}${name}`,
          value: quoted(raw[name], name),
          cure: known.others.includes(name) ? known.cureOfOthers : unknownSettingCure(name, known),
        }))
      : [problem(settingKey(issue.path), valueAt(raw, issue.path), issue.message)],
  );
}

/** What is wrong with the domain; of one that is missing, what may have been meant for it. */
export function domainProblems(
  error: z.ZodError | undefined,
  config: Readonly<Record<string, string>>,
): readonly SettingsProblem[] {
  const domain = config[domainKey];
  const near =
    domain === undefined ? closestMatch(domainKey, Object.keys(config), { maxDistance: 3 }) : undefined;
  return near === undefined
    ? (error?.issues ?? []).map(({ message }) => problem(domainKey, domain, message))
    : [problem(near, config[near], `is not a setting. Rename it: ${domainKey}.`)];
}

const problem = (key: string, value: unknown, cure: string): SettingsProblem => ({
  key,
  ...(value !== undefined && { value: quoted(value) }),
  cure,
});

/** `clients[1].name` as `pulumi config set --path` writes it. */
function settingKey(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return namespace + steps.join('').slice(1);
}

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], raw);

/**
 * A value as messages show it: without credentials.
 *
 * @param name of what holds the value: where that is a secret, the value is not to be repeated
 */
export function quoted(value: unknown, name = ''): string {
  const shown = (key: string, part: unknown) =>
    isSecretName(key) ? '[redacted]' : typeof part === 'string' ? withoutCredentials(part) : part;
  return JSON.stringify(shown(name, value), shown);
}

const isSecretName = (name: string) => /secret|password|private_?key|api_?token|^token$/i.test(name);

function unknownSettingCure(name: string, { own, others }: KnownSettings): string {
  const near = closestMatch(name, [...own, ...others], { maxDistance: name.length / 2 });
  const nearest = name === 'domain' ? domainKey : near && `${namespace}${near}`;
  return nearest
    ? `is not a setting. The nearest one is ${nearest}; remove it or rename it.`
    : 'is not a setting. None is like it: remove it, or look its name up in docs/reference.md.';
}
