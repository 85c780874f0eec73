import type { ServerOutputs } from '../../infra/outputs.ts';
import { readDotenvFile } from './file.ts';
import { managementTokenState } from './stored-token.ts';
import { type DotenvReading, dotenvReading } from './readers.ts';
import { settledSuccessors } from './rotated-secret.ts';
import { managementTokenName, type SecretsPolicy, variablesFor } from './variables.ts';

/**
 * How one variable of a file stands: `stale` is another value, a variable this stack does not have, or one that dotenv
 * and Node read differently; `refused` is the stack's value, which Auth0 takes no longer.
 */
interface VariableCheck {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'stale' | 'refused';
  /** Of a stale URL, or of the tenant's host, that is right but for its host: the host there, and that of the stack. */
  readonly host?: { readonly found: string; readonly expected: string };
}

/** What a `.env` is worth against a deployed stack. Names only. */
export interface DotenvCheck {
  readonly path: string;
  readonly upToDate: boolean;
  /** The variables of the stack, and those in the file that the stack no longer has, in the order of a new file. */
  readonly variables: readonly VariableCheck[];
}

/**
 * Compares a `.env` with a deployed stack. Nothing is written and nothing minted: a Management token is good while it
 * lives and is this tenant's and this registrar's.
 *
 * @throws {DotenvError} when the file is there and cannot be read; a file that is not there lacks every variable
 */
export async function checkDotenv(
  path: string,
  options: {
    readonly outputs: ServerOutputs;
    readonly secrets: SecretsPolicy;
    /** Milliseconds since the epoch. @default Date.now */
    readonly now?: () => number;
  },
): Promise<DotenvCheck> {
  const { outputs, secrets, now = Date.now } = options;
  const file = await readDotenvFile(path);
  const reading = dotenvReading(file.text ?? '');
  const expected = variablesFor(outputs, { secrets });
  const all = [...expected, ...settledSuccessors(reading, expected)];
  const variables = all.flatMap(({ name, value }): VariableCheck[] => {
    const state =
      name === managementTokenName && outputs.registrarClientId !== undefined
        ? tokenState(reading, outputs, now())
        : stateOf(reading, name, value);
    if (state === undefined) return [];
    const host = state === 'stale' ? otherHost(reading.stored(name), value) : undefined;
    return [{ name, state, ...(host !== undefined && { host }) }];
  });
  return { path: file.path, upToDate: variables.every(({ state }) => state === 'ok'), variables };
}

function stateOf(
  reading: DotenvReading,
  name: string,
  value: string | undefined,
): VariableCheck['state'] | undefined {
  if (reading.gets(name, value)) return value === undefined ? undefined : 'ok';
  return reading.gets(name, undefined) ? 'missing' : 'stale';
}

/** Where a tenant has a custom domain, either of its two names is easily taken for the other. */
function otherHost(found: string | undefined, expected: string | undefined): VariableCheck['host'] {
  const [at, wanted] = [found, expected].map((text = '') => {
    const url = text.startsWith('https://') ? text : isHost(text) ? `https://${text}` : '';
    return URL.canParse(url) ? new URL(url) : undefined;
  });
  if (at === undefined || wanted === undefined || at.host === wanted.host) return undefined;
  return at.href.replace(at.host, wanted.host) === wanted.href
    ? { found: at.host, expected: wanted.host }
    : undefined;
}

/** Not an id or another word: those have neither a dot nor a port. */
const isHost = (text: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(text) && /[.:]/.test(text);

function tokenState(reading: DotenvReading, outputs: ServerOutputs, nowMs: number): VariableCheck['state'] {
  if (reading.gets(managementTokenName, undefined)) return 'missing';
  const stored = reading.stored(managementTokenName);
  if (stored === undefined) return 'stale';
  const state = managementTokenState(stored, outputs, nowMs);
  return state === 'fresh' || state === 'ageing' ? 'ok' : 'stale';
}

/** A check in which those secrets are `refused` that Auth0 does not take although they are the stack's. */
export function withRefused(checked: DotenvCheck, refused: readonly string[]): DotenvCheck {
  const variables = checked.variables.map((each) =>
    each.state === 'ok' && refused.includes(each.name) ? { ...each, state: 'refused' as const } : each,
  );
  return { ...checked, upToDate: variables.every(({ state }) => state === 'ok'), variables };
}
