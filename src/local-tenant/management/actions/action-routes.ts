import * as z from 'zod';
import type { Action } from '../../state/entities/actions.ts';
import { ManagementError } from '../errors.ts';
import { pageParameters, queryBoolean } from '../listing.ts';
import { notEmulated } from '../not-emulated.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { deployed, newAction, updatedAction } from './action-changes.ts';
import { countedPage } from './counted-page.ts';
import { createActionBody, triggerName, updateActionBody } from './action-schema.ts';
import { showAction, showDeploy } from './action-views.ts';

const { page, per_page } = pageParameters;

/** `/actions/actions`. Those that are deployed and bound run at logins. */
export function actionRoutes({ store, now }: ManagementContext): readonly Route[] {
  const at = () => new Date(now()).toISOString();

  function existing(id: string | undefined): Action {
    const action = store.read.actions.get(id ?? '');
    if (!action) throw new ManagementError(404, 'That action does not exist.');
    return action;
  }

  return [
    route({
      method: 'GET',
      path: '/actions/actions',
      scopes: ['read:actions'],
      query: z.strictObject({
        page,
        per_page,
        triggerId: triggerName.exactOptional(),
        actionName: z.string().exactOptional(),
        deployed: queryBoolean.exactOptional(),
        installed: queryBoolean.exactOptional(),
      }),
      handle: ({ query }) => {
        const found = [...store.read.actions.values()].filter(
          ({ name, supported_triggers, deployed_version }) =>
            (query.actionName === undefined || name === query.actionName) &&
            (query.triggerId === undefined || supported_triggers.some(({ id }) => id === query.triggerId)) &&
            (query.deployed !== true || deployed_version !== undefined) &&
            // None here comes from Auth0's marketplace.
            query.installed !== true,
        );
        return { status: 200, body: countedPage('actions', found.map(showAction), query) };
      },
    }),
    route({
      method: 'POST',
      path: '/actions/actions',
      scopes: ['create:actions'],
      body: createActionBody,
      handle: async ({ body }) => {
        const action = newAction(withoutModules(body), at());
        await store.write((tenant) => {
          tenant.actions.put(action);
        });
        return { status: 201, body: { ...showAction(action), status: 'pending' } };
      },
    }),
    route({
      method: 'GET',
      path: '/actions/actions/:id',
      scopes: ['read:actions'],
      handle: ({ params }) => ({ status: 200, body: showAction(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: '/actions/actions/:id',
      scopes: ['update:actions'],
      body: updateActionBody,
      handle: async ({ params, body }) => {
        const action = await store.write((tenant) => {
          const updated = updatedAction(existing(params['id']), withoutModules(body), at());
          tenant.actions.put(updated);
          return updated;
        });
        return { status: 200, body: { ...showAction(action), status: 'pending' } };
      },
    }),
    route({
      method: 'POST',
      path: '/actions/actions/:id/deploy',
      scopes: ['create:actions'],
      handle: async ({ params }) => {
        const body = await store.write((tenant) => {
          const action = deployed(existing(params['id']), at());
          tenant.actions.put(action);
          return action.deployed_version && showDeploy(action, action.deployed_version);
        });
        return { status: 200, body };
      },
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: '/actions/actions/:id',
      scopes: ['delete:actions'],
      query: z.strictObject({ force: queryBoolean.exactOptional() }),
      change: (tenant, { params, query }) => {
        const { id } = existing(params['id']);
        for (const trigger of tenant.triggerBindings.values()) {
          const bindings = trigger.bindings.filter(({ action_id: bound }) => bound !== id);
          if (bindings.length === trigger.bindings.length) continue;
          if (query.force !== true)
            throw new ManagementError(409, 'Unable to delete an action bound to a trigger.');
          tenant.triggerBindings.put({ ...trigger, bindings });
        }
        tenant.actions.remove(id);
      },
    }),
  ];
}

function withoutModules<Body extends { readonly modules?: readonly object[] }>({
  modules = [],
  ...body
}: Body): Omit<Body, 'modules'> {
  if (modules.length > 0) throw notEmulated('modules of Actions');
  return body;
}
