import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { getAs, member, objectOf } from '../../answer.ts';
import { type ManagementClient, pathPart } from '../../management-client.ts';
import type { Properties, PropertyRule } from '../../properties/property-rules.ts';
import { listedIn, type LiveResource } from '../part.ts';
import type { ResourceType } from '../resource-type.ts';
import { notWritten } from '../written.ts';

const rules = {
  trigger: { replaces: true },
  actionId: { replaces: true },
} as const satisfies Partial<Record<keyof auth0.TriggerActionArgs, PropertyRule>>;

const bindingShape = objectOf({ action: objectOf({ id: member.id }), display_name: z.string() });
const pageShape = objectOf({ bindings: z.array(bindingShape) });

type Binding = z.infer<typeof bindingShape>;

const pathOf = (trigger: string) => `/actions/triggers/${pathPart(trigger)}/bindings`;

/** What is bound to a trigger, in its order: at most 20 Actions (Auth0, "Entity Limit Policy"), all on one page. */
const boundTo = async (api: ManagementClient, trigger: string): Promise<readonly Binding[]> =>
  (await getAs(api, pageShape, pathOf(trigger), { per_page: 50 })).bindings;

/** The id by which the provider knows one; Auth0 makes another at every change of its trigger. */
const idOf = (trigger: string, actionId: string) => `${trigger}::${actionId}`;

/** The bindings of a trigger as resources. */
export const triggerActions = async (
  api: ManagementClient,
  trigger: string,
): Promise<readonly LiveResource[]> =>
  (await boundTo(api, trigger)).map(({ action, display_name: displayName }) => ({
    id: idOf(trigger, action.id),
    properties: { trigger, actionId: action.id, displayName },
  }));

/** That one Action runs at a trigger, after what is bound to it already; the others stay, in their order. */
export const triggerAction: ResourceType<'auth0:index/triggerAction:TriggerAction'> = {
  token: 'auth0:index/triggerAction:TriggerAction',
  noun: 'binding of an Action',
  readScope: 'read:actions',
  isReadWhereDeclared: true,
  // Without a factor that is enabled, the Action asks for what nobody has: `doctor` looks.
  deployScopes: ['update:actions', 'read:guardian_factors'],
  pathOf: (id) => pathOf(partsOf(id).trigger),
  dashboardPage: (id) => `actions/triggers/${partsOf(decodeURIComponent(id)).trigger}`,
  rules,
  listing: listedIn(
    { name: 'Actions bound to logins', read: ({ api }) => triggerActions(api, 'post-login') },
    (bound) => bound,
  ),
  isPart: true,
  naturalKey: ({ trigger, actionId }) => idOf(String(trigger), String(actionId)),
  async create(api, properties) {
    const id = idOf(String(properties['trigger']), String(properties['actionId']));
    return { id, properties: await bring(api, id, properties) };
  },
  async read(api, id) {
    return (await triggerActions(api, partsOf(id).trigger)).find((one) => one.id === id)?.properties;
  },
  update: (api, id, { desired }) => bring(api, id, desired),
  async delete(api, id) {
    const { trigger, actionId } = partsOf(id);
    const before = await boundTo(api, trigger);
    const others = before.filter(({ action }) => action.id !== actionId);
    if (others.length < before.length) await bind(api, trigger, others);
  },
};

/** Binds it where it is bound, or at the end. */
async function bring(api: ManagementClient, id: string, { displayName }: Properties): Promise<Properties> {
  const { trigger, actionId } = partsOf(id);
  const before = await boundTo(api, trigger);
  const wanted = {
    action: { id: actionId },
    ...(typeof displayName === 'string' && { display_name: displayName }),
  };
  const isThere = before.some(({ action }) => action.id === actionId);
  await bind(
    api,
    trigger,
    isThere
      ? before.map((binding) => (binding.action.id === actionId ? wanted : binding))
      : [...before, wanted],
  );
  return { trigger, actionId, ...(displayName !== undefined && { displayName }) };
}

/** Whoever names none leaves the name to Auth0. */
type WantedBinding = Pick<Binding, 'action'> & Partial<Pick<Binding, 'display_name'>>;

async function bind(api: ManagementClient, trigger: string, wanted: readonly WantedBinding[]): Promise<void> {
  const path = pathOf(trigger);
  await api.patch(path, {
    bindings: wanted.map(({ action, display_name }) => ({
      ref: { type: 'action_id', value: action.id },
      ...(display_name !== undefined && { display_name }),
    })),
  });
  const ids = (bindings: readonly WantedBinding[]) => bindings.map(({ action }) => action.id).join(' ');
  if (ids(await boundTo(api, trigger)) !== ids(wanted))
    throw notWritten(api, 'PATCH', path, 'Other Actions are bound than were sent');
}

function partsOf(id: string): { readonly trigger: string; readonly actionId: string } {
  const [trigger = '', actionId = ''] = id.split('::');
  return { trigger, actionId };
}
