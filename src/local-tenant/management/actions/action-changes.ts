import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { Action } from '../../state/entities/actions.ts';
import type { createActionBody, updateActionBody } from './action-schema.ts';

/** The Action that the body describes. @param at ISO 8601 */
export function newAction(
  { deploy, ...body }: Omit<z.infer<typeof createActionBody>, 'modules'>,
  at: string,
): Action {
  const action: Action = {
    id: randomUUID(),
    ...body,
    secrets: kept(body.secrets, [], at),
    created_at: at,
    updated_at: at,
    all_changes_deployed: false,
  };
  return deploy ? deployed(action, at) : action;
}

/** The Action with the changes of the body, which are not deployed yet, if there are any. */
export function updatedAction(
  before: Action,
  body: Omit<z.infer<typeof updateActionBody>, 'modules'>,
  at: string,
): Action {
  const { secrets = before.secrets, ...rest } = body;
  const changed = { ...before, ...rest, secrets: kept(secrets, before.secrets, at) };
  return {
    ...changed,
    updated_at: at,
    all_changes_deployed: before.all_changes_deployed && isDeepStrictEqual(changed, before),
  };
}

/** The Action with what it is now as the version that is deployed. */
export function deployed(action: Action, at: string): Action {
  const { code, runtime, supported_triggers, dependencies, secrets, deployed_version: before } = action;
  const number = (before?.number ?? 0) + 1;
  return {
    ...action,
    deployed_version: {
      id: randomUUID(),
      number,
      created_at: at,
      code,
      runtime,
      supported_triggers,
      dependencies,
      secrets,
    },
    all_changes_deployed: true,
  };
}

/** What is kept of secrets: those that are sent without a value stay as they were. */
function kept(
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
