import { join } from 'node:path';
import { initCommand } from './stack-commands.ts';
import {
  type ConfigMap,
  type ConfigValue,
  isConfigMap,
  parseConfigDocument,
  readConfigDocument,
  StackFileError,
} from './config-document.ts';

/** A stack as its files describe it. */
export interface StackFile {
  /** The project's name. */
  readonly project: string;
  readonly stack: string;
  /** The stack's own file, an absolute path. */
  readonly path: string;
  /** The program's entry, an absolute path. */
  readonly entry: string;
  /** Every configuration value as Pulumi encodes it: full keys, texts as they are, everything else as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The full keys of values that are encrypted, in whole or in part; only the Pulumi CLI can decrypt them. */
  readonly encrypted: readonly string[];
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` as the Pulumi CLI does: keys without a namespace are the project's own, and
 * the project's defaults fill in what the stack leaves out. Source: Pulumi, "Project file reference", `config`.
 *
 * @param text what the stack's file is to hold; by default what it holds
 * @throws {StackFileError} for a missing or malformed file, and for a missing value
 */
export async function readStackFile(directory: string, stack: string, text?: string): Promise<StackFile> {
  if (!/^[A-Za-z0-9_.-]+$/.test(stack)) {
    throw new StackFileError(
      join(directory, 'Pulumi.yaml'),
      `${JSON.stringify(stack)} is no stack name: letters, digits, "-", "_" and "." only.`,
    );
  }
  const project = await readProject(directory);
  const file = join(project.stackFolder, `Pulumi.${stack}.yaml`);
  const { config: stated = {} } =
    text === undefined
      ? await readConfigDocument(
          file,
          `There is no stack ${stack} in this project. Name another with -s, or make one: ${initCommand({ stack })}`,
        )
      : parseConfigDocument(text, file);
  if (stated !== null && !isConfigMap(stated))
    throw new StackFileError(file, 'config is not a map. Write one key: value a line.');

  const config: Record<string, string> = {};
  const encrypted: string[] = [];
  for (const [key, value] of Object.entries(stated ?? {})) {
    const full = fullKey(key, project.name, file);
    if (isEncrypted(value)) encrypted.push(full);
    else config[full] = encode(value);
  }
  const { defaults, missing } = projectDefaults(project, new Set([...Object.keys(config), ...encrypted]));
  if (missing.length > 0) {
    throw new StackFileError(
      file,
      `lacks ${missing.join(', ')}, which Pulumi.yaml requires. State it under config.`,
    );
  }
  const { name, entry } = project;
  return { project: name, stack, path: file, entry, config: { ...defaults, ...config }, encrypted };
}

/**
 * Where a project keeps the files of its stacks, an absolute path. Source: Pulumi, "Project file reference", `stackConfigDir`.
 *
 * @throws {StackFileError} for a missing or malformed project file
 */
export async function stackFolder(directory: string): Promise<string> {
  return (await readProject(directory)).stackFolder;
}

/** What `Pulumi.yaml` says, its paths absolute. */
interface Project {
  readonly file: string;
  readonly name: string;
  readonly entry: string;
  readonly stackFolder: string;
  readonly config: ConfigMap;
}

async function readProject(directory: string): Promise<Project> {
  const file = join(directory, 'Pulumi.yaml');
  const document = await readConfigDocument(
    file,
    'Run this in the folder of a Pulumi project, or name it with -C.',
  );
  const { name, config } = document;
  if (typeof name !== 'string' || name === '')
    throw new StackFileError(file, 'has no name. State one: name: my-project');
  return {
    file,
    name,
    entry: join(directory, textMember(document, 'main', file) ?? 'index.ts'),
    stackFolder: join(directory, textMember(document, 'stackConfigDir', file) ?? ''),
    config: isConfigMap(config) ? config : {},
  };
}

/** What the project fills in of what a stack does not state, and what the stack has to. */
function projectDefaults({ file, name, config }: Project, stated: ReadonlySet<string>) {
  const defaults: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, definition] of Object.entries(config)) {
    const full = fullKey(key, name, file);
    if (stated.has(full)) continue;
    const value = isConfigMap(definition) ? (definition['value'] ?? definition['default']) : definition;
    if (value !== undefined && value !== null) defaults[full] = encode(value);
    else if (full.startsWith(`${name}:`)) missing.push(full);
  }
  return { defaults, missing };
}

function textMember(document: ConfigMap, name: string, file: string): string | undefined {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new StackFileError(file, `${name} is not a text. Write a path.`);
  return value;
}

/** `ns:name`, also from the old `ns:config:name`; without a namespace, the project's. */
function fullKey(key: string, project: string, file: string): string {
  const parts = key.split(':');
  if (parts.length === 1) return `${project}:${key}`;
  if (parts.length === 2) return key;
  if (parts.length === 3 && parts[1] === 'config') return `${parts[0]}:${parts[2]}`;
  throw new StackFileError(file, `${key} is not a configuration key. Write namespace:name.`);
}

/** Source: Pulumi, "Secrets", "Configuring secrets": `secure` beside nothing else, also inside of lists and maps. */
function isEncrypted(value: ConfigValue): boolean {
  if (Array.isArray(value)) return (value as readonly ConfigValue[]).some(isEncrypted);
  if (!isConfigMap(value)) return false;
  const members = Object.values(value);
  return (members.length === 1 && typeof value['secure'] === 'string') || members.some(isEncrypted);
}

/** Texts as they are, nothing as an empty text, everything else as JSON. */
function encode(value: ConfigValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : json(value);
}

/** `JSON.stringify`, with whole numbers of any size. */
function json(value: ConfigValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${(value as readonly ConfigValue[]).map(json).join(',')}]`;
  if (isConfigMap(value)) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}:${json(member)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}
