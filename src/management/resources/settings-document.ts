import type { WireObject } from '../paging.ts';
import { changedOnWire } from './entity.ts';
import { fromWire, toWire } from './property-rules.ts';
import type { ResourceType } from './resource-type.ts';

/** What a tenant has exactly one of, with `GET` and `PATCH`. */
export interface SettingsDocument<Token extends string> extends Pick<
  ResourceType<Token>,
  'token' | 'noun' | 'readScope' | 'deployScopes' | 'dashboardPage' | 'rules'
> {
  /** Relative to `/api/v2`. */
  readonly path: string;
}

/** The resource type of a document that nobody can create or delete: to create it is to change it, to delete it changes nothing. */
export function settingsDocument<const Token extends string>({
  path,
  ...type
}: SettingsDocument<Token>): ResourceType<Token> {
  const { rules } = type;
  return {
    ...type,
    pathOf: () => path,
    isAlwaysThere: true,
    create: async (api, desired) => ({
      id: path.slice(1),
      properties: fromWire((await api.patch(path, toWire(desired, rules))) as WireObject, rules),
    }),
    read: async (api) => fromWire((await api.get(path)) as WireObject, rules),
    update: async (api, _id, update) =>
      fromWire((await api.patch(path, changedOnWire(update, rules))) as WireObject, rules),
    delete: () => Promise.resolve(),
  };
}
