import { getAs, type Shape } from '../answer.ts';
import type { ManagementClient } from '../management-client.ts';
import type { WireObject } from '../paging.ts';
import { listedIn, type Part } from './part.ts';
import { changedOnWire, only } from './entity.ts';
import { fromWire, type Properties, toWire } from '../properties/property-rules.ts';
import type { ResourceType } from './resource-type.ts';
import { written } from './written.ts';

/** What a tenant has exactly one of, with `GET` and `PATCH`. */
export interface SettingsDocument<Token extends string> extends Pick<
  ResourceType<Token>,
  'token' | 'noun' | 'readScope' | 'deployScopes' | 'dashboardPage' | 'rules'
> {
  readonly part: DocumentPart;
}

interface DocumentPart extends Part<WireObject> {
  /** Relative to `/api/v2`. */
  readonly path: string;
  /** What every answer about it must be. */
  readonly shape: Shape<WireObject>;
}

/** The part of a tenant that is one document. */
export const documentPart = (name: string, path: string, shape: Shape<WireObject>): DocumentPart => ({
  name,
  path,
  shape,
  read: ({ api }) => getAs(api, shape, path),
});

/** The resource type of a document that nobody can create or delete: to create it is to change it, to delete it changes nothing. */
export function settingsDocument<const Token extends string>({
  part,
  ...type
}: SettingsDocument<Token>): ResourceType<Token> {
  const { rules } = type;
  const { path, shape } = part;
  const id = path.slice(1);
  const change = async (
    api: ManagementClient,
    body: WireObject,
    sent: Properties,
    cleared: readonly string[] = [],
  ) => {
    const answer = await api.patch(path, body);
    const held = await written(api, { method: 'PATCH', path, answer, shape, rules, sent, cleared });
    return fromWire(held, rules);
  };
  return {
    ...type,
    pathOf: () => path,
    isAlwaysThere: true,
    listing: listedIn(part, (held) => [{ id, properties: fromWire(held, rules) }]),
    create: async (api, desired) => ({
      id,
      properties: await change(api, toWire(desired, rules), desired),
    }),
    read: async (api) => fromWire(await getAs(api, shape, path), rules),
    update: (api, _id, update) =>
      change(api, changedOnWire(update, rules), only(update.desired, update.changed), update.cleared),
    delete: () => Promise.resolve(),
  };
}
