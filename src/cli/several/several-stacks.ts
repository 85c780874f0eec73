import { fileErrorText } from '../../files/system-error.ts';
import { credentialVariables } from '../../engine/credential-variables.ts';
import { isExpected } from '../../engine/is-expected.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandHandler, Invocation } from '../invocation.ts';
import { environmentOf, hasOwnCredentials } from '../stack-credentials.ts';
import { externalIssuerOf } from '../stack/external-issuer.ts';
import { inLanes } from './lanes.ts';
import { namedStacks } from './named-stacks.ts';
import { readStack } from '../stack/stack.ts';

/** How a handler of one stack is one for several. */
interface Several<Options> {
  /** Whether every stack of the project is meant. */
  readonly every: (options: Options) => boolean;
  /** The options that were given and are about one stack. */
  readonly ofOne: (options: Options) => readonly (string | false)[];
  /** Whether the handler works with the credentials of the tenant's application, or of nobody there. */
  readonly withCredentials: boolean;
  /** Whether stacks are meant whose authorization server is none of Auth0's. */
  readonly external: boolean;
}

/** What came of one of them. */
interface Ended {
  readonly stack: string;
  readonly exitCode: number;
  /** What the handler printed. */
  readonly text: string;
  readonly error?: string;
  /** The variables of credentials that it did without. */
  readonly lacks?: readonly string[];
}

/**
 * A handler of one stack for several of them: side by side, those on this machine one after the other because they share a tenant's
 * folder; then all that was found in one report. One stack is what it is to the handler.
 *
 * Exit code: 1 when one failed or could not tell, else 2 when one found a difference.
 */
export function forEachStack<Options extends object>(
  handler: CommandHandler<Options>,
  { every, ofOne, withCredentials, external }: Several<Options>,
): CommandHandler<Options> {
  return async (options, invocation, operands) => {
    const names = await namedStacks(options, { every: every(options), external });
    if (names.length === 1 && !every(options)) {
      return handler({ ...options, stacks: options.stacks.length === 0 ? [] : names }, invocation, operands);
    }
    const alone = ofOne(options).filter((flag) => flag !== false);
    if (alone.length > 0) {
      throw new CliError(
        `${alone.join(' and ')}: of one stack, and ${names.join(', ')} are meant. Run it once for each.`,
        {
          exitCode: exitCodes.usage,
        },
      );
    }
    const places = new Map(
      await Promise.all(names.map(async (name) => [name, await placeOf(name, options)] as const)),
    );
    const at = (place: Place) => names.filter((name) => places.get(name) === place);
    const common = at('auth0').length === 1;
    const one = (stack: string) => endedOf(stack, places.get(stack) !== 'auth0', common);
    const lanes = [at('here'), ...[...at('auth0'), ...at('elsewhere')].map((name) => [name])];
    const byStack = await inLanes(lanes, one);
    invocation.interrupted.throwIfAborted();
    const ended = names.flatMap((name) => byStack.get(name) ?? []);
    tell(ended, options.json, invocation);
    const codes = new Set(ended.map(({ exitCode }) => exitCode));
    if (codes.has(exitCodes.failed)) return exitCodes.failed;
    return codes.has(exitCodes.difference) ? exitCodes.difference : exitCodes.ok;

    async function endedOf(stack: string, needsNone: boolean, takesCommon: boolean): Promise<Ended> {
      const texts: string[] = [];
      const lacking =
        withCredentials && !needsNone && !takesCommon && !hasOwnCredentials(stack, invocation.environment);
      const told = {
        stack,
        ...(lacking && { lacks: credentialVariables(stack) }),
      };
      try {
        const environment = environmentOf(stack, invocation.environment, { common: takesCommon });
        const { terminal } = invocation;
        const { ask: _ask, ...unattended } = invocation;
        const exitCode = await handler(
          { ...options, stacks: [stack] },
          {
            ...unattended,
            environment,
            terminal: {
              ...terminal,
              result: (text) => void texts.push(text),
              progress: (text) => terminal.progress(`${stack}: ${text}`),
            },
          },
          operands,
        );
        return { ...told, exitCode, text: texts.join('\n') };
      } catch (error) {
        if (invocation.interrupted.aborted || !isExpected(error)) throw error;
        const message = fileErrorText(error) ?? error.message;
        return { ...told, exitCode: exitCodes.failed, text: texts.join('\n'), error: message };
      }
    }
  };
}

/** Where a stack's authorization server is. */
type Place = 'here' | 'auth0' | 'elsewhere';

async function placeOf(stack: string, options: { readonly directory: string }): Promise<Place> {
  const one = { ...options, stacks: [stack] };
  try {
    if ((await externalIssuerOf(one)) !== undefined) return 'elsewhere';
    return (await readStack(one)).local ? 'here' : 'auth0';
  } catch {
    // Whoever looks at it says what is wrong with it.
    return 'auth0';
  }
}

const words: Readonly<Record<number, string>> = {
  [exitCodes.ok]: 'all well',
  [exitCodes.failed]: 'failed, or could not tell',
  [exitCodes.difference]: 'a difference was found',
};

function tell(ended: readonly Ended[], json: boolean, { terminal }: Pick<Invocation, 'terminal'>): void {
  if (json) {
    const stacks = ended.map(({ stack, exitCode, text, error, lacks }) => ({
      stack,
      exitCode,
      ...(lacks !== undefined && { lacks }),
      ...(error === undefined ? { report: JSON.parse(text) as object } : { error }),
    }));
    return terminal.result(JSON.stringify({ schemaVersion: 1, stacks }, null, 2));
  }
  for (const { stack, text, error, lacks } of ended) {
    terminal.result(terminal.style('bold', stack));
    if (lacks !== undefined) {
      terminal.result(
        `Without credentials: of several tenants each needs its own, and ${lacks.join(' and ')} are not set.`,
      );
    }
    if (text !== '') terminal.result(text);
    if (error !== undefined) terminal.result(`Error: ${error}`);
    terminal.result('');
  }
  const width = Math.max(...ended.map(({ stack }) => stack.length));
  for (const { stack, exitCode } of ended)
    terminal.result(`${stack.padEnd(width)}  ${words[exitCode] ?? `ended with ${exitCode}`}`);
}
