import { isDeepStrictEqual } from 'node:util';
import { getAs, objectOf } from '../../management/answer.ts';
import type { WireObject } from '../../management/paging.ts';
import { fromWire, isObject, type Properties } from '../../management/properties/property-rules.ts';
import { notWritten } from '../../management/resources/written.ts';
import { listDifference } from '../../text/list-difference.ts';
import { valueAt } from '../findings/property-path.ts';
import { type PropertyAssignment, assignmentOf, keysOf } from './assignment.ts';
import { type Mend, nameSuffix } from './mend.ts';
import { MendError } from './error.ts';
import { documentOf, type Mendable, mendableAt, type MendedDocument } from './mendable.ts';

/**
 * Sets properties of one thing in a tenant.
 *
 * @param pairs `key=value`, a text as it is and anything else as JSON
 * @throws {MendError} for what may not be set, or would not be safe
 */
export function setMend(address: string, pairs: readonly string[]): Mend {
  const mended = mendableAt(address);
  const assigned = pairs.map((pair) => assignmentOf(mended, pair));
  const document = documentOfAll(mended, assigned);
  for (const { key, value } of assigned) {
    const broken = mended.safety.find(({ path, isUnsafe }) => path === key && isUnsafe(value, {}));
    if (broken !== undefined) throw unsafe(key, broken);
  }
  const { path } = document;
  return {
    scopes: [mended.scopes.read, mended.scopes.update],
    prepare: async (client) => {
      const before = await getAs(client, objectOf({}), path);
      const wanting = assigned.filter((each) => !holds(before, each));
      if (wanting.length === 0) return undefined;
      const body = bodyOf(path, before, wanting);
      refuseHarm(mended, document, { before, after: { ...before, ...body } }, wanting);
      return {
        address,
        called: `${mended.noun}${nameSuffix(before)}`,
        properties: wanting.map(({ key, value, wire }) => ({
          key,
          before: isOpaque(mended, key) ? '(set)' : valueAt(before, wire.join('.')),
          after: value,
        })),
        carryOut: async () => {
          await client.patch(path, body);
          const after = await getAs(client, objectOf({}), path);
          const lacking = wanting.find((each) => !holds(after, each));
          if (lacking !== undefined)
            throw notWritten(client, 'PATCH', path, `${lacking.key} is not as it was sent`);
        },
      };
    },
  };
}

function documentOfAll(mended: Mendable, assigned: readonly PropertyAssignment[]): MendedDocument {
  const documents = new Map(
    assigned.map(({ key }) => documentOf(mended, key)).map((document) => [document.path, document] as const),
  );
  const [only, ...others] = documents.values();
  if (only === undefined) {
    throw new MendError(`Say what to set, as KEY=VALUE. Of ${mended.address} that is: ${keysOf(mended)}.`);
  }
  if (others.length === 0) return only;
  throw new MendError(
    `These are in documents of their own: ${[...documents.keys()].join(', ')}. Set one after the other.`,
  );
}

const unsafe = (key: string, { why }: { readonly why: string }) =>
  new MendError(`${key} would not be safe so. ${why}`);

/** Refuses what would break a rule that is kept now, and a grant of more than is granted now. */
function refuseHarm(
  { safety }: Mendable,
  { member, rules }: MendedDocument,
  { before, after }: { readonly before: WireObject; readonly after: WireObject },
  assigned: readonly PropertyAssignment[],
): void {
  const shown = (entity: WireObject): Properties => {
    const properties = fromWire(entity, rules);
    return member === undefined ? properties : { [member]: properties };
  };
  const [was, becomes] = [shown(before), shown(after)];
  for (const rule of safety) {
    const { path, isUnsafe } = rule;
    const isSet = assigned.some(({ key }) => key === path);
    if (isUnsafe(valueAt(becomes, path), becomes) && (isSet || !isUnsafe(valueAt(was, path), was)))
      throw unsafe(path, rule);
  }
  const scopes = assigned.find(({ key }) => key === 'scopes')?.value;
  const { scopes: granted, allowAllScopes } = was;
  if (!Array.isArray(scopes) || allowAllScopes === true) return;
  const more = scopes.filter((scope) => !Array.isArray(granted) || !granted.includes(scope));
  if (more.length > 0) {
    throw new MendError(
      `It has no ${more.join(', ')}: to set the scopes of a grant takes some away, and gives none.`,
    );
  }
}

const isOpaque = ({ safety }: Mendable, key: string) =>
  safety.some(({ path, opaque }) => path === key && opaque === true);

/** Whether a property is as it is to be; Auth0 leaves out what is empty. */
function holds(entity: WireObject, { wire, value }: PropertyAssignment): boolean {
  const held = valueAt(entity, wire.join('.'));
  if (Array.isArray(held) && Array.isArray(value)) {
    const { added, removed } = listDifference(held, value);
    return added.length + removed.length === 0;
  }
  return isDeepStrictEqual(held, value) || (isNothing(held) && isNothing(value));
}

const isNothing = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Auth0 puts these over the present ones, and shows some that it does not take. */
const merged = new Set(['flags']);

/**
 * What is sent. A property that is an object is sent whole, because Auth0 replaces most of them.
 *
 * @throws {MendError} where that would destroy secrets, which Auth0 shows encrypted
 */
function bodyOf(
  path: string,
  before: WireObject,
  assigned: readonly PropertyAssignment[],
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { wire, value } of assigned) {
    const [property, ...members] = wire;
    const present = body[property] ?? (merged.has(property) ? {} : before[property]);
    const next = members.length === 0 ? value : replaced(isObject(present) ? present : {}, members, value);
    body[property] = next;
  }
  const { options } = body;
  if (!isObject(options)) return body;
  if (isObject(options['configuration']) && Object.keys(options['configuration']).length > 0) {
    throw new MendError(
      `The options of ${path.slice(1)} hold secrets that Auth0 shows encrypted only, and takes all options or none: change it in the dashboard.`,
    );
  }
  return {
    ...body,
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)),
  };
}

function replaced(
  object: Record<string, unknown>,
  [member = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const present = object[member];
  return {
    ...object,
    [member]: rest.length === 0 ? value : replaced(isObject(present) ? present : {}, rest, value),
  };
}
