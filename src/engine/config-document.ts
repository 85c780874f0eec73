import { whatToDo } from '../files/system-error.ts';
import { readFile } from 'node:fs/promises';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from 'yaml';
import { ExpectedError } from '../text/expected-error.ts';
import { AmbiguousScalarError, type ConfigScalar, plainScalar } from './config-scalar.ts';

/** A project or stack file cannot be used. The message says which file, where in it, and what to do. */
export class StackFileError extends ExpectedError {
  override readonly name = 'StackFileError';
  readonly code = 'STACK_FILE_INVALID';

  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.file = file;
  }
}

/** YAML as the real engine reads it. */
export type ConfigValue = ConfigScalar | readonly ConfigValue[] | ConfigMap;

/** A map of YAML values. */
export interface ConfigMap {
  readonly [key: string]: ConfigValue;
}

/**
 * Reads a YAML file whose top level is a map; an empty file is an empty one.
 *
 * @param whenMissing what to do if there is no such file
 * @throws {StackFileError} with the line, if the file cannot be read
 */
export async function readConfigDocument(file: string, whenMissing: string): Promise<ConfigMap> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StackFileError(
      file,
      missing
        ? `no such file. ${whenMissing}`
        : `cannot be read: ${(cause as Error).message}. ${whatToDo(cause)}`,
      { cause },
    );
  });
  return parseConfigDocument(text, file);
}

/**
 * Reads the text of a YAML file whose top level is a map; an empty one is an empty map.
 *
 * @param file where the text is, or is to be, for errors
 * @throws {StackFileError} with the line
 */
export function parseConfigDocument(text: string, file: string): ConfigMap {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:$/, '') ?? error.code;
    throw new StackFileError(file, `line ${line}, column ${col}: ${what}. Mend the YAML there.`, {
      cause: error,
    });
  }
  const valueOf = (node: unknown): ConfigValue => {
    if (isAlias(node)) return valueOf(node.resolve(document));
    if (isSeq(node)) return node.items.map(valueOf);
    if (isMap(node))
      return Object.fromEntries(node.items.map(({ key, value }) => [keyOf(key), valueOf(value)]));
    if (!isScalar(node)) return null;
    if (node.type !== Scalar.PLAIN || node.tag === 'tag:yaml.org,2002:str') return String(node.value);
    try {
      return plainScalar(node.source ?? '');
    } catch (problem) {
      if (!(problem instanceof AmbiguousScalarError)) throw problem;
      throw new StackFileError(file, `line ${lineOf(node, lines)}: ${node.source} ${problem.message}`, {
        cause: problem,
      });
    }
  };
  const content = valueOf(document.contents);
  if (content === null) return {};
  if (!isConfigMap(content))
    throw new StackFileError(file, 'line 1: is not a map. Write one key: value a line.');
  return content;
}

/** Whether a value is a map. */
export function isConfigMap(value: ConfigValue | undefined): value is ConfigMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const keyOf = (node: unknown) => (isScalar(node) ? (node.source ?? String(node.value)) : String(node));

const lineOf = (node: Node, lines: LineCounter) => lines.linePos(node.range?.[0] ?? 0).line;
