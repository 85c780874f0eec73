import * as z from 'zod';
import { ManagementError } from '../errors.ts';
import { pageParameters, queryBoolean } from '../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../route.ts';
import { deployed, newAction, updatedAction } from './action-changes.ts';
import { countedPage } from './counted-page.ts';
import { createActionBody, triggerName, updateActionBody } from './action-schema.ts';
import { showAction, showDeploy } from './action-views.ts';
import { existingAction } from './existing-action.ts';
import { referenced } from './modules/module-references.ts';

const { page, per_page } = pageParameters;

/** `/actions/actions`. Those that are deployed and bound run at logins. */
export function actionRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const at = () => new Date(now()).toISOString();
  const existing = existingAction(context);

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
        const action = await store.write((tenant) => {
          const { modules = [], ...rest } = body;
          const made = newAction({ ...rest, modules: modules.map(referenced(tenant)) }, at());
          tenant.actions.put(made);
          return made;
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
          const { modules, ...rest } = body;
          const change = { ...rest, ...(modules && { modules: modules.map(referenced(tenant)) }) };
          const updated = updatedAction(existing(params['id']), change, at());
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
