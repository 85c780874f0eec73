import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { Action, ActionModuleReference, ActionVersion } from '../../state/entities/actions.ts';
import type { createActionBody, updateActionBody } from './action-schema.ts';

/** A body whose modules have been looked up. */
type WithModules<Body> = Omit<Body, 'modules'> & { readonly modules?: readonly ActionModuleReference[] };

/** The Action that the body describes. @param at ISO 8601 */
export function newAction(
  { deploy, ...body }: WithModules<z.infer<typeof createActionBody>>,
  at: string,
): Action {
  const action: Action = {
    id: randomUUID(),
    ...withoutNone(body),
    secrets: keptSecrets(body.secrets, [], at),
    created_at: at,
    updated_at: at,
    all_changes_deployed: false,
  };
  return deploy ? deployed(action, at) : action;
}

/** The Action with the changes of the body, which are not deployed yet, if there are any. */
export function updatedAction(
  before: Action,
  body: WithModules<z.infer<typeof updateActionBody>>,
  at: string,
): Action {
  const { secrets = before.secrets, ...rest } = body;
  const kept = keptSecrets(secrets, before.secrets, at);
  const changed = withoutNone({ ...before, ...rest, secrets: kept });
  return {
    ...changed,
    updated_at: at,
    all_changes_deployed: before.all_changes_deployed && isDeepStrictEqual(changed, before),
  };
}

/** The Action with what it is now as the version that is deployed. */
export function deployed(action: Action, at: string): Action {
  return { ...withVersion(action, contentOf(action), at), all_changes_deployed: true };
}

/** The Action with a version like an earlier one deployed, which may also become what is edited. */
export function rolledBack(
  action: Action,
  earlier: ActionVersion,
  { updateDraft, at }: { readonly updateDraft: boolean; readonly at: string },
): Action {
  const content = contentOf(earlier);
  const { modules: _modules, ...rest } = action;
  const draft = updateDraft ? { ...rest, ...content, updated_at: at } : action;
  return {
    ...withVersion(draft, content, at),
    all_changes_deployed: isDeepStrictEqual(contentOf(draft), content),
  };
}

/** All versions of an Action, oldest first. */
export function versionsOf({ versions, deployed_version: last }: Action): readonly ActionVersion[] {
  return versions ?? (last === undefined ? [] : [last]);
}

type Content = ReturnType<typeof contentOf>;

function contentOf({
  code,
  runtime,
  supported_triggers,
  dependencies,
  secrets,
  modules,
}: Action | ActionVersion) {
  return { code, runtime, supported_triggers, dependencies, secrets, ...(modules && { modules }) };
}

function withVersion(action: Action, content: Content, at: string): Action {
  const before = versionsOf(action);
  const number = (before.at(-1)?.number ?? 0) + 1;
  // A version does not say where its packages come from.
  const dependencies = content.dependencies.map(({ registry_url: _registry, ...dependency }) => dependency);
  const version: ActionVersion = { id: randomUUID(), number, created_at: at, ...content, dependencies };
  return { ...action, deployed_version: version, versions: [...before, version] };
}

function withoutNone<Body extends { readonly modules?: readonly object[] }>(body: Body): Body {
  const { modules = [], ...others } = body;
  return (modules.length > 0 ? body : others) as Body;
}

/** What is kept of secrets: those that are sent without a value stay as they were. */
export function keptSecrets(
  sent: readonly { readonly name: string; readonly value?: string }[],
  before: Action['secrets'],
  at: string,
): Action['secrets'] {
  return sent.map(({ name, value }) => {
    const held = before.find((secret) => secret.name === name);
    if (value === undefined && held !== undefined) return held;
    return { name, updated_at: at, ...(value !== undefined && { secret: value }) };
  });
}
