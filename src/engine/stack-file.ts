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
  const projectFile = join(directory, 'Pulumi.yaml');
  if (!/^[A-Za-z0-9_.-]+$/.test(stack)) {
    throw new StackFileError(
      projectFile,
      `${JSON.stringify(stack)} is no stack name: letters, digits, "-", "_" and "." only.`,
    );
  }
  const project = await readConfigDocument(
    projectFile,
    'Run this in the folder of a Pulumi project, or name it with -C.',
  );
  const { name } = project;
  if (typeof name !== 'string' || name === '')
    throw new StackFileError(projectFile, 'has no name. State one: name: my-project');
  const main = textMember(project, 'main', projectFile) ?? 'index.ts';
  const folder = join(directory, textMember(project, 'stackConfigDir', projectFile) ?? '');
  const file = join(folder, `Pulumi.${stack}.yaml`);
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
    const full = fullKey(key, name, file);
    if (isEncrypted(value)) encrypted.push(full);
    else config[full] = encode(value);
  }
  const defaults = projectDefaults(project, name, projectFile, file, [...Object.keys(config), ...encrypted]);
  return {
    project: name,
    stack,
    path: file,
    entry: join(directory, main),
    config: { ...defaults, ...config },
    encrypted,
  };
}

function projectDefaults(
  project: ConfigMap,
  name: string,
  projectFile: string,
  stackFile: string,
  stated: readonly string[],
): Record<string, string> {
  if (!isConfigMap(project['config'])) return {};
  const defaults: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, definition] of Object.entries(project['config'])) {
    const full = fullKey(key, name, projectFile);
    if (stated.includes(full)) continue;
    const value = isConfigMap(definition) ? (definition['value'] ?? definition['default']) : definition;
    if (value === undefined || value === null) {
      if (full.startsWith(`${name}:`)) missing.push(full);
      continue;
    }
    defaults[full] = encode(value);
  }
  if (missing.length > 0) {
    throw new StackFileError(
      stackFile,
      `lacks ${missing.join(', ')}, which Pulumi.yaml requires. State it under config.`,
    );
  }
  return defaults;
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
