import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resetCommand } from '../../text/own-command.ts';
import { whatToDo } from '../../files/system-error.ts';
import { isMissing } from '../../files/system-error.ts';
import { replaceFile } from '../../files/replace-file.ts';
import type { Collection } from './collection.ts';
import { emptyCollections, type Collections } from './collections.ts';
import { LocalTenantError } from '../errors.ts';
import { heldState, type Documents, type State } from './store.ts';
import { jsonIn } from '../../text/json.ts';

const stateVersion = 1;
/** Empty in a state that was saved before there were such. */
const documentsAddedLater = ['emails', 'branding', 'guardian'];
const documentNames = ['identity', 'settings', 'prompts', 'attackProtection', ...documentsAddedLater];

/** The path of the file in which a tenant's state is kept. */
export function stateFile(directory: string): string {
  return join(directory, 'state.json');
}

/** The last line of the whole state, and no other of its lines. After it come the changes since: each line holds those that were saved together. */
const wholeEnd = '\n]}\n';

/**
 * Reads the saved state, or undefined when nothing was saved yet. A line of changes that a killed process left half-written is none.
 *
 * @throws {@link LocalTenantError} `STATE_CORRUPT` or `STATE_VERSION_UNKNOWN`; the file is left as it is.
 */
export async function readState(directory: string): Promise<State | undefined> {
  const file = stateFile(directory);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new LocalTenantError(
      'STATE_CORRUPT',
      `${file} cannot be read: ${(cause as Error).message}. ${whatToDo(cause)}`,
      {
        cause,
      },
    );
  }
  return parse(text, file);
}

/**
 * Saves the state with mode 0600, so that a kill at any moment leaves either the old or the new state whole.
 *
 * @throws {@link LocalTenantError} `STATE_NOT_SAVED`, for instance on a full disk; the old state is left as it is.
 */
export async function writeState(directory: string, state: State): Promise<void> {
  const file = stateFile(directory);
  try {
    await replaceFile(file, serialize(state), 0o600);
  } catch (cause) {
    throw notSaved(file, cause);
  }
}

/** Why what was to be saved is not. */
export function notSaved(file: string, cause: unknown): LocalTenantError {
  return new LocalTenantError(
    'STATE_NOT_SAVED',
    `The tenant's state could not be saved to ${file}: ${(cause as Error).message}. Nothing was changed. Make room or mend the permissions, then try again.`,
    { cause },
  );
}

const textOf = new WeakMap<object, string>();

/** Entities never change in place, so each is turned into text once, however often the whole is saved. */
function serialize(state: State): string {
  const collections = Object.keys(emptyCollections()).map((name) => {
    const entities = state[name as Exclude<keyof State, 'documents'>] as readonly object[];
    return `${JSON.stringify(name)}:[\n${entities.map(entityText).join(',\n')}\n]`;
  });
  const documents = JSON.stringify(state.documents);
  return `{"version":${stateVersion},\n"documents":${documents},\n${collections.join(',\n')}}\n`;
}

function entityText(entity: object): string {
  const known = textOf.get(entity);
  if (known !== undefined) return known;
  const text = JSON.stringify(entity);
  textOf.set(entity, text);
  return text;
}

function parse(text: string, file: string): State {
  const end = text.includes(wholeEnd) ? text.indexOf(wholeEnd) + wholeEnd.length : text.length;
  const content = parsed(text.slice(0, end), file);
  if (!isRecord(content)) throw corrupt(file, 'it does not hold an object');
  if (content['version'] !== stateVersion) {
    throw new LocalTenantError(
      'STATE_VERSION_UNKNOWN',
      `${file} has version ${JSON.stringify(content['version'])}, and this program reads version ${stateVersion}. Use the program that wrote it, or start afresh with \`${resetCommand()}\`.`,
    );
  }
  const documents = content['documents'];
  if (isRecord(documents)) for (const name of documentsAddedLater) documents[name] ??= {};
  if (!isRecord(documents) || !documentNames.every((name) => isRecord(documents[name]))) {
    throw corrupt(file, "'documents' is incomplete");
  }
  if (!isIdentity(documents['identity'])) throw corrupt(file, "'documents.identity' is incomplete");
  const collections = emptyCollections();
  for (const [name, collection] of Object.entries(collections)) {
    const entities = content[name] ?? (isAddedLater(name) ? (content[name] = []) : undefined);
    if (!Array.isArray(entities) || !entities.every(isRecord))
      throw corrupt(file, `'${name}' is not a list of objects`);
    if (!isFiledBy(collection as Filing, entities)) {
      throw corrupt(file, `'${name}' holds an object that is incomplete, or one twice`);
    }
  }
  // What follows the last line end was not written to its own.
  for (const line of text.slice(end).split('\n').slice(0, -1)) {
    const together = parsed(line, file);
    if (!Array.isArray(together) || !together.every((change) => applied(change, documents, collections))) {
      throw corrupt(file, 'one of its changes is none');
    }
  }
  return heldState(documents as unknown as Documents, collections);
}

function parsed(text: string, file: string): unknown {
  const value = jsonIn(text);
  // Without the parser's own words, which quote the text around, where secrets are.
  if (value === undefined) throw corrupt(file, 'it is not JSON');
  return value;
}

/** Whether it is a change, which the documents and collections then have. */
function applied(change: unknown, documents: Record<string, unknown>, collections: Collections): boolean {
  if (!Array.isArray(change)) return false;
  const [kind, name, value] = change as readonly unknown[];
  if (kind === 'set') {
    if (!documentNames.includes(String(name)) || !isRecord(value)) return false;
    documents[String(name)] = value;
    return true;
  }
  const collection = Object.entries(collections).find(([known]) => known === name)?.[1] as Filing | undefined;
  if (collection === undefined) return false;
  if (kind === 'remove' && typeof value === 'string') collection.remove(value);
  else return kind === 'put' && isRecord(value) && isPut(collection, value);
  return true;
}

const addedLater: ReadonlySet<string> = new Set([
  'organizations',
  'customDomains',
  'networkAcls',
  'promptContents',
  'screenRenderings',
  'emailTemplates',
  'actions',
  'triggerBindings',
  'guardianFactors',
  'authenticationMethods',
  'connectionKeys',
  'directoryProvisionings',
  'scimConfigurations',
  'invitations',
  'actionModules',
]);

/** A state that was saved before there was such a collection holds nothing of the kind. */
function isAddedLater(name: string): boolean {
  return addedLater.has(name);
}

function isIdentity(identity: unknown): boolean {
  return isRecord(identity) && [identity['domain'], identity['deployer_client_id']].every(isString);
}

type Filing = Collection<object>;

/** Whether all the objects can be found again, each by an id of its own and in all indexes. */
function isFiledBy(collection: Filing, entities: readonly object[]): boolean {
  return entities.every((entity) => isPut(collection, entity)) && collection.size === entities.length;
}

function isPut(collection: Filing, entity: object): boolean {
  try {
    return isString(collection.put(entity));
  } catch {
    return false;
  }
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function corrupt(file: string, reason: string): LocalTenantError {
  return new LocalTenantError(
    'STATE_CORRUPT',
    `${file} is not a tenant's state: ${reason}. It was left as it is. Restore it from a copy, or start afresh with \`${resetCommand()}\`.`,
  );
}
