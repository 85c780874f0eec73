import * as z from 'zod';
import type { ActionModule, ActionModuleVersion } from '../../../state/entities/actions.ts';
import type { ReadableCollections } from '../../../state/collections.ts';
import { ManagementError } from '../../errors.ts';
import { pageParameters } from '../../listing.ts';
import { changeRoute, route, type ManagementContext, type Route } from '../../route.ts';
import { countedPage } from '../counted-page.ts';
import { newModule, published, restored, updatedModule } from './module-changes.ts';
import { createModuleBody, rollbackModuleBody, updateModuleBody } from './module-schema.ts';
import { showListedModule, showModule, showModuleVersion } from './module-views.ts';

const { page, per_page } = pageParameters;
const pages = z.strictObject({ page, per_page });

const path = '/actions/modules';

/** `/actions/modules`: code that Actions require as `actions:{name}`. Source: Management API v2, its answers. */
export function actionModuleRoutes({ store, now }: ManagementContext): readonly Route[] {
  const at = () => new Date(now()).toISOString();

  const existing = (id: string | undefined): ActionModule => {
    const module = store.read.actionModules.get(id ?? '');
    if (!module) throw new ManagementError(404, 'The action module does not exist.');
    return module;
  };
  const version = ({ versions }: ActionModule, id: string | undefined): ActionModuleVersion => {
    const found = versions.find((one) => one.id === id);
    if (!found) throw new ManagementError(404, 'The module or version does not exist.');
    return found;
  };
  const shown = (module: ActionModule) => showModule(module, usersOf(store.read, module).length);
  const changed = async (id: string | undefined, change: (module: ActionModule) => ActionModule) =>
    store.write((tenant) => {
      const module = change(existing(id));
      tenant.actionModules.put(module);
      return module;
    });

  return [
    route({
      method: 'GET',
      path,
      scopes: ['read:actions'],
      query: pages,
      handle: ({ query }) => {
        const all = [...store.read.actionModules.values()];
        const listed = all.map((one) => showListedModule(one, usersOf(store.read, one).length));
        return { status: 200, body: numberedPage('modules', listed, { per_page: 50, ...query }) };
      },
    }),
    route({
      method: 'POST',
      path,
      scopes: ['create:actions'],
      body: createModuleBody,
      handle: async ({ body }) => {
        const module = newModule(body, at());
        await store.write((tenant) => {
          if (tenant.actionModules.by('name', module.name).length > 0)
            throw new ManagementError(409, 'An action module with the same name already exists.');
          tenant.actionModules.put(module);
        });
        return { status: 201, body: shown(module) };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      scopes: ['read:actions'],
      handle: ({ params }) => ({ status: 200, body: shown(existing(params['id'])) }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      scopes: ['update:actions'],
      body: updateModuleBody,
      handle: async ({ params, body }) => ({
        status: 200,
        body: shown(await changed(params['id'], (module) => updatedModule(module, body, at()))),
      }),
    }),
    changeRoute(store, {
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: ['delete:actions'],
      change: (tenant, { params }) => {
        const { id } = existing(params['id']);
        if (tenant.actions.by('module_id', id).length > 0) {
          throw new ManagementError(
            412,
            'The Actions Module cannot be deleted because it is in use by one or more actions.',
          );
        }
        tenant.actionModules.remove(id);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id/actions`,
      scopes: ['read:actions'],
      query: pages,
      handle: ({ params, query }) => ({
        status: 200,
        body: countedPage('actions', usersOf(store.read, existing(params['id'])), query),
      }),
    }),
    route({
      method: 'POST',
      path: `${path}/:id/rollback`,
      scopes: ['update:actions'],
      body: rollbackModuleBody,
      handle: async ({ params, body }) => {
        const { module_version_id: id } = body;
        const module = await changed(params['id'], (before) => restored(before, version(before, id), at()));
        return { status: 200, body: shown(module) };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id/versions`,
      scopes: ['read:actions'],
      query: pages,
      handle: ({ params, query }) => {
        const module = existing(params['id']);
        const newestFirst = module.versions.toReversed().map((one) => showModuleVersion(module, one));
        return { status: 200, body: numberedPage('versions', newestFirst, query) };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/versions`,
      scopes: ['update:actions'],
      handle: async ({ params }) => {
        const module = await changed(params['id'], (before) => published(before, at()));
        return { status: 200, body: showModuleVersion(module, version(module, module.unchanged_version_id)) };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id/versions/:version`,
      scopes: ['read:actions'],
      handle: ({ params }) => {
        const module = existing(params['id']);
        return { status: 200, body: showModuleVersion(module, version(module, params['version'])) };
      },
    }),
  ];
}

/** The Actions whose deployed versions use a module. */
function usersOf(read: ReadableCollections, { id }: ActionModule): readonly object[] {
  return read.actions.by('module_id', id).flatMap((action) => {
    const used = action.deployed_version?.modules?.find(({ module_id: one }) => one === id);
    if (!used) return [];
    const { module_version_id, module_version_number } = used;
    return [{ action_id: action.id, action_name: action.name, module_version_id, module_version_number }];
  });
}

/** One page as modules are listed: with all numbers, and none counted where the page holds nothing. */
function numberedPage(
  name: 'modules' | 'versions',
  items: readonly object[],
  { page: index = 0, per_page: size = 20 }: z.infer<typeof pages>,
): object {
  const shown = items.slice(index * size, (index + 1) * size);
  return { [name]: shown, total: shown.length > 0 ? items.length : 0, page: index, per_page: size };
}
