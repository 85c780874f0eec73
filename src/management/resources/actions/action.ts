import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { ExpectedError } from '../../../text/expected-error.ts';
import { waitingFor } from '../../../http/patience.ts';
import { getAs, member, objectOf } from '../../answer.ts';
import { systemClock } from '../../clock.ts';
import type { ManagementClient } from '../../management-client.ts';
import { ManagementError } from '../../management-error.ts';
import type { Identified } from '../../paging.ts';
import type { Properties, PropertyRule } from '../../properties/property-rules.ts';
import { itemsIn } from '../part.ts';
import { entityType } from '../entity.ts';
import type { ResourceType } from '../resource-type.ts';

const notCarried = { unsupported: 'is not carried to Actions.' } as const;

const rules = {
  supportedTriggers: { as: 'listOfOne' },
  // Deployed is an Action of which nothing waits to be.
  deploy: { wire: 'all_changes_deployed' },
  dependencies: notCarried,
  modules: notCarried,
  secrets: notCarried,
} as const satisfies Partial<Record<keyof auth0.ActionArgs, PropertyRule>>;

const actionShape = objectOf({
  id: member.id,
  name: z.string(),
  code: member.text,
  status: member.text,
  all_changes_deployed: member.flag,
  supported_triggers: z.array(z.record(z.string(), z.unknown())),
});

const pageShape = objectOf({ actions: z.array(actionShape) });

/** 5,000 Actions: no tenant has as many, and a server that sends more does not know its end. */
const pagesAtMost = 100;

/** All Actions, or those of that name. They are listed by page, and without `include_totals`. */
export async function actions(
  api: ManagementClient,
  query: { readonly actionName?: string } = {},
): Promise<readonly Identified<'id'>[]> {
  const path = '/actions/actions';
  const all: Identified<'id'>[] = [];
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { actions: found } = await getAs(api, pageShape, path, { ...query, page, per_page: 50 });
    all.push(...found);
    if (found.length < 50) return all;
  }
  throw new ManagementError({
    method: 'GET',
    path: `/api/v2${path}`,
    domain: api.domain,
    errorCode: 'invalid_answer',
    reason: `The list has more than ${pagesAtMost} pages`,
  });
}

/** Auth0 did not build or deploy an Action. */
class ActionNotBuiltError extends ExpectedError {
  override readonly name = 'ActionNotBuiltError';
  readonly code = 'ACTION_NOT_BUILT';

  constructor(state: AwaitedState, path: string, status: string, domain: string) {
    super(
      `Auth0 has not ${state} the Action at ${path} of ${domain}: its status is ${status}. Look at it in the dashboard (Actions → Library), and deploy again.`,
    );
  }
}

const entity = entityType({
  token: 'auth0:index/action:Action',
  noun: 'Action',
  readScope: 'read:actions',
  isReadWhereDeclared: true,
  deployScopes: ['create:actions', 'update:actions', 'delete:actions'],
  dashboardPage: (id) => `actions/library/details/${id}`,
  rules,
  listing: itemsIn({ name: 'Actions', read: ({ api }) => actions(api) }, 'id', rules),
  collection: '/actions/actions',
  id: 'id',
  shape: actionShape,
  naturalKey: ({ name }) => String(name),
  allowsDoubles: true,
  async find(api, { name }) {
    return (await actions(api, { actionName: String(name) })).map(({ id }) => id);
  },
});

/** Code that runs in a flow of Auth0's (Management API v2, `/actions/actions`), built and deployed. */
export const action: ResourceType<'auth0:index/action:Action'> = {
  ...entity,
  async create(api, { deploy, ...content }) {
    const { id, properties } = await entity.create(api, content);
    return { id, properties: deploy === true ? await deployed(api, id) : properties };
  },
  async update(api, id, { desired: { deploy, ...desired }, changed, ...rest }) {
    const sent = changed.filter((name) => name !== 'deploy');
    const held = await entity.update(api, id, { ...rest, desired, changed: sent });
    return deploy === true ? deployed(api, id) : held;
  },
};

/** Deploys it when it is built: Auth0 builds after it has answered (the provider's `deployAction`). */
async function deployed(api: ManagementClient, id: string): Promise<Properties> {
  const path = entity.pathOf(id);
  await until(api, path, 'built');
  await api.post(`${path}/deploy`, {});
  await until(api, path, 'deployed');
  return (await entity.read(api, id)) ?? {};
}

const isIn = {
  built: ({ status }) => status === 'built',
  deployed: ({ all_changes_deployed: done }) => done === true,
} as const satisfies Readonly<Record<string, (action: z.infer<typeof actionShape>) => boolean>>;

type AwaitedState = keyof typeof isIn;

/** A minute, as the provider waits by default. */
const attempts = 60;
const betweenAttemptsMs = 1000;

/** @throws {ActionNotBuiltError} when it failed, or is not in that state within a minute */
async function until(api: ManagementClient, path: string, state: AwaitedState): Promise<void> {
  const waitedFor = `${api.domain} to have ${state} an Action`;
  await waitingFor(waitedFor, { atMostMs: attempts * betweenAttemptsMs }, async () => {
    for (let attempt = 1; ; attempt += 1) {
      const held = await getAs(api, actionShape, path);
      if (isIn[state](held)) return;
      if (held.status === 'failed' || attempt === attempts)
        throw new ActionNotBuiltError(state, path, String(held.status), api.domain);
      await systemClock.sleep(betweenAttemptsMs);
    }
  });
}
