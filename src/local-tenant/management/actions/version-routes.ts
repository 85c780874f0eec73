import * as z from 'zod';
import type { Action, ActionVersion } from '../../state/entities/actions.ts';
import { ManagementError } from '../errors.ts';
import { pageParameters } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { rolledBack, versionsOf } from './action-changes.ts';
import { deployVersionBody } from './action-schema.ts';
import { showActionVersion, showDeploy } from './action-views.ts';
import { countedPage } from './counted-page.ts';
import { existingAction } from './existing-action.ts';

const { page, per_page } = pageParameters;
const path = '/actions/actions/:action/versions';

/** `/actions/actions/{actionId}/versions`: what was deployed of an Action, and can be again. Source: Management API v2. */
export function actionVersionRoutes(context: ManagementContext): readonly Route[] {
  const { store, now } = context;
  const existing = existingAction(context);

  const version = (action: Action, id: string | undefined): ActionVersion => {
    const found = versionsOf(action).find((one) => one.id === id);
    if (found) return found;
    throw new ManagementError(404, 'The action version does not exist.');
  };

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:actions'],
      query: z.strictObject({ page, per_page }),
      handle: ({ params, query }) => {
        const action = existing(params['action']);
        const newestFirst = versionsOf(action).toReversed();
        const shown = newestFirst.map((one) => showActionVersion(action, one));
        return { status: 200, body: countedPage('versions', shown, query) };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      scopes: ['read:actions'],
      handle: ({ params }) => {
        const action = existing(params['action']);
        return { status: 200, body: showActionVersion(action, version(action, params['id'])) };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/deploy`,
      scopes: ['create:actions'],
      body: deployVersionBody,
      bodyIsOptional: true,
      handle: async ({ params, body }) => {
        const shown = await store.write((tenant) => {
          const before = existing(params['action']);
          const action = rolledBack(before, version(before, params['id']), {
            updateDraft: body?.update_draft === true,
            at: new Date(now()).toISOString(),
          });
          tenant.actions.put(action);
          return action.deployed_version && showDeploy(action, action.deployed_version);
        });
        return { status: 202, body: shown };
      },
    }),
  ];
}
