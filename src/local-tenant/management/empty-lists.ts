import * as z from 'zod';
import { fieldParameters, listPage, type ListQuery, pageParameters } from './listing.ts';
import { route, type Route } from './route.ts';

/** A list of what nobody can make here, and what Auth0 answers for it where there is none. */
interface EmptyList {
  readonly path: string;
  readonly scope: string;
  readonly query?: z.ZodRawShape;
  readonly answer: (query: ListQuery) => unknown;
}

const text = z.string().exactOptional();
const byPage = (name: string) => (query: ListQuery) => listPage([], query, { name, idOf: String }, String);

const emptyLists: readonly EmptyList[] = [
  {
    path: '/hooks',
    scope: 'read:hooks',
    query: { ...pageParameters, enabled: text, fields: text, triggerId: text },
    answer: byPage('hooks'),
  },
  {
    path: '/rules',
    scope: 'read:rules',
    query: { ...pageParameters, ...fieldParameters, enabled: text },
    answer: byPage('rules'),
  },
  { path: '/rules-configs', scope: 'read:rules_configs', query: pageParameters, answer: () => [] },
];

/**
 * The lists that tools read of every tenant, of kinds that this one does not serve. They are empty, as at a new tenant of
 * Auth0's; whatever would make something is answered with 501.
 */
export function emptyListRoutes(): readonly Route[] {
  return emptyLists.map(({ path, scope, query = {}, answer }) =>
    route({
      method: 'GET',
      path,
      scopes: [scope],
      query: z.strictObject(query),
      handle: ({ query: asked }) => ({ status: 200, body: answer(asked) }),
    }),
  );
}
