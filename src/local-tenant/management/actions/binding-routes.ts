import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Action, TriggerBinding } from '../../state/entities/actions.ts';
import { ManagementError } from '../errors.ts';
import { pageParameters } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';
import { bindingsBody, triggerName } from './action-schema.ts';
import { showBinding } from './action-views.ts';
import { countedPage } from './counted-page.ts';
import { triggers } from './triggers.ts';

const { page, per_page } = pageParameters;
const path = '/actions/triggers/:triggerId/bindings';
const triggerPath = z.object({ triggerId: triggerName });

type Reference = z.infer<typeof bindingsBody>['bindings'][number]['ref'];

/** `/actions/triggers`, and what is bound to each: to `post-login` alone, as this tenant runs no others. */
export function bindingRoutes({ store, now }: ManagementContext): readonly Route[] {
  const shown = (trigger: string, bindings: readonly TriggerBinding[]): readonly object[] =>
    bindings.flatMap((binding) => {
      const action = store.read.actions.get(binding.action_id);
      return action === undefined ? [] : [showBinding(trigger, binding, action)];
    });

  function bindable({ type, value }: Reference, trigger: string): Action {
    const action =
      type === 'action_id' ? store.read.actions.get(value) : store.read.actions.by('name', value)[0];
    if (action === undefined) throw new ManagementError(400, 'That action does not exist.');
    if (action.deployed_version === undefined)
      throw new ManagementError(
        400,
        'Trying to create a binding for an action that has not been deployed yet',
      );
    // In words of our own: of this, nothing was recorded.
    if (!action.supported_triggers.some(({ id }) => id === trigger))
      throw new ManagementError(400, `The action does not support the trigger ${trigger}.`);
    return action;
  }

  return [
    route({
      method: 'GET',
      path: '/actions/triggers',
      scopes: ['read:actions'],
      handle: () => ({ status: 200, body: { triggers } }),
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:actions'],
      query: z.strictObject({ page, per_page }),
      handle: ({ params, query }) => {
        const { triggerId: trigger } = parsePath(triggerPath, params);
        const { bindings = [] } = store.read.triggerBindings.get(trigger) ?? {};
        return { status: 200, body: countedPage('bindings', shown(trigger, bindings), query) };
      },
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:actions'],
      body: bindingsBody,
      handle: async ({ params, body }) => {
        const { triggerId: trigger } = parsePath(triggerPath, params);
        if (trigger !== 'post-login' && body.bindings.length > 0)
          throw notEmulated(`Actions of the trigger ${trigger}`);
        const created_at = new Date(now()).toISOString();
        const bindings = await store.write((tenant) => {
          const bound = body.bindings.map(({ ref, display_name }): TriggerBinding => {
            const action = bindable(ref, trigger);
            return {
              id: randomUUID(),
              action_id: action.id,
              display_name: display_name ?? action.name,
              created_at,
            };
          });
          tenant.triggerBindings.put({ id: trigger, bindings: bound });
          return bound;
        });
        return { status: 200, body: { bindings: shown(trigger, bindings) } };
      },
    }),
  ];
}
