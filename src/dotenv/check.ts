import type { ServerOutputs } from '../../infra/outputs.ts';
import { readDotenvFile } from './file.ts';
import { managementTokenState } from './stored-token.ts';
import { type DotenvReading, dotenvReading } from './readers.ts';
import { managerOf, runWithSecrets, type SecretManager } from '../text/secret-reference.ts';
import { isReferenceIn, valueOf } from './reference.ts';
import { settledSuccessors } from './rotated-secret.ts';
import { managementTokenName, type SecretsPolicy, variablesFor } from './variables.ts';

/**
 * How one variable of a file stands: `stale` is another value, a variable this stack does not have, or one that dotenv
 * and Node read differently; `refused` is the stack's value, which Auth0 takes no longer; `reference` stands for a value in a secret
 * manager, which nobody resolved, so that it cannot be compared.
 */
interface VariableCheck {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'stale' | 'refused' | 'reference';
  /** Of a reference: who keeps its value. */
  readonly manager?: SecretManager;
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
 * Compares a `.env` with a deployed stack, and where the file has references what the environment has for them. Nothing is written and
 * nothing minted: a Management token is good while it lives and is this tenant's and this registrar's.
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
    /** Where references are looked up. */
    readonly environment: NodeJS.ProcessEnv;
  },
): Promise<DotenvCheck> {
  const { outputs, secrets, now = Date.now, environment } = options;
  const file = await readDotenvFile(path);
  const reading = dotenvReading(file.text ?? '');
  const expected = variablesFor(outputs, { secrets });
  const all = [...expected, ...settledSuccessors(reading, expected)];
  const variables = all.flatMap(({ name, value }): VariableCheck[] => {
    const stored = valueOf(name, reading.stored(name), environment);
    const isToken = name === managementTokenName && outputs.registrarClientId !== undefined;
    const isRight = (text: string) => (isToken ? isGoodToken(text, outputs, now()) : text === value);
    const state = stateOf(reading, { name, stored, isWanted: isToken || value !== undefined, isRight });
    if (state === undefined) return [];
    const host = state === 'stale' ? otherHost(stored, value) : undefined;
    const manager = managerOf(reading.stored(name));
    return [{ name, state, ...(manager && { manager }), ...(host !== undefined && { host }) }];
  });
  return { path: file.path, upToDate: isUpToDate(variables), variables };
}

/** Undefined of a variable that the stack does not have, and the file neither. */
function stateOf(
  reading: DotenvReading,
  variable: {
    readonly name: string;
    /** What every reader gets for it, or what its reference stands for. */
    readonly stored: string | undefined;
    readonly isWanted: boolean;
    readonly isRight: (stored: string) => boolean;
  },
): VariableCheck['state'] | undefined {
  const { name, stored, isWanted, isRight } = variable;
  if (reading.gets(name, undefined)) return isWanted ? 'missing' : undefined;
  if (stored === undefined) return isWanted && isReferenceIn(reading, name) ? 'reference' : 'stale';
  return isWanted && isRight(stored) ? 'ok' : 'stale';
}

/** Where a tenant has a custom domain, either of its two names is easily taken for the other. */
function otherHost(found: string | undefined, expected: string | undefined): VariableCheck['host'] {
  const [at, wanted] = [found, expected].map((text = '') => {
    const url = text.startsWith('https://') ? text : isHost(text) ? `https://${text}` : '';
    return URL.parse(url);
  });
  if (!at || !wanted || at.host === wanted.host) return undefined;
  return at.href.replace(at.host, wanted.host) === wanted.href
    ? { found: at.host, expected: wanted.host }
    : undefined;
}

/** Not an id or another word: those have neither a dot nor a port. */
const isHost = (text: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(text) && /[.:]/.test(text);

function isGoodToken(stored: string, outputs: ServerOutputs, nowMs: number): boolean {
  const state = managementTokenState(stored, outputs, nowMs);
  return state === 'fresh' || state === 'ageing';
}

/** A check in which those secrets are `refused` that Auth0 does not take although they are the stack's. */
export function withRefused(checked: DotenvCheck, refused: readonly string[]): DotenvCheck {
  const variables = checked.variables.map((each) =>
    each.state === 'ok' && refused.includes(each.name) ? { ...each, state: 'refused' as const } : each,
  );
  return { ...checked, upToDate: isUpToDate(variables), variables };
}

/** What cannot be compared is not known to be anything else. */
const isUpToDate = (variables: DotenvCheck['variables']): boolean =>
  variables.every(({ state }) => state === 'ok' || state === 'reference');

/** The references that nobody resolved, and how to compare them: by a command that finds their values; undefined where there are none. */
export function uncompared(
  { variables }: Pick<DotenvCheck, 'variables'>,
  file: string,
  command: string,
): { readonly names: readonly string[]; readonly command: string } | undefined {
  const references = variables.filter(({ state }) => state === 'reference');
  const manager = references[0]?.manager;
  return (
    manager && { names: references.map(({ name }) => name), command: runWithSecrets(manager, file, command) }
  );
}
