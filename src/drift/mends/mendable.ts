import { protectionPath } from '../../management/resources/protection/attack-protection.ts';
import { pathPart } from '../../management/management-client.ts';
import type { PropertyRules } from '../../management/properties/property-rules.ts';
import {
  resourceType,
  resourceTypes,
  type Token,
  tokens,
} from '../../management/resources/resource-types.ts';
import type { Kind } from '../judgements/judgement.ts';
import { judgements } from '../judgements/judgements.ts';
import type { MendedValue, SafetyRule } from '../safety/safety-rule.ts';
import { MendError } from './error.ts';

/** One thing of a tenant that a mend may change or delete. */
export interface Mendable {
  /** What people call it. */
  readonly noun: string;
  /** As commands and reports name it: below `/api/v2/`. */
  readonly address: string;
  /** Those that may be set, in Pulumi's names. */
  readonly keys: ReadonlyMap<string, Kind>;
  readonly rules: PropertyRules;
  /** No value that breaks one of these is set. */
  readonly safety: readonly SafetyRule[];
  readonly deletable: boolean;
  /** What ends when it is deleted, where that is more than itself. */
  readonly endsWithIt?: string;
  /** The scopes of the Management API that reading, changing and deleting it take. */
  readonly scopes: { readonly read: string; readonly update: string; readonly delete: string };
}

/** Those that a mend is about. */
const mendableTypes = resourceTypes.flatMap(({ token }) =>
  judgements[token].mends === 'none' ? [] : [token],
);

const usersPath = '/users/';

/**
 * The thing of that address.
 *
 * @throws {MendError} where no mend is about such a thing
 */
export function mendableAt(address: string): Mendable {
  const path = `/${address}`;
  const userId = idBelow(usersPath, path);
  if (userId !== undefined) return user(userId);
  for (const token of mendableTypes) {
    const type = resourceType(token);
    const id = type.isAlwaysThere
      ? type.pathOf('') === path
        ? ''
        : undefined
      : idBelow(type.pathOf(''), path);
    if (id !== undefined) return ofType(token, type.pathOf(id).slice(1));
  }
  throw new MendError(`${address} names nothing that can be mended. Those are: ${addresses.join(', ')}.`);
}

/** The addresses that there are, an id in each where it has one. */
const addresses = [...mendableTypes.map((token) => resourceType(token).pathOf('ID')), `${usersPath}ID`].map(
  (path) => path.slice(1),
);

/** Ids are written as in a URL. */
function idBelow(collection: string, path: string): string | undefined {
  const rest = path.startsWith(collection) ? path.slice(collection.length) : '';
  try {
    return rest === '' || rest.includes('/') ? undefined : decodeURIComponent(rest);
  } catch {
    return undefined;
  }
}

function ofType(token: Token, address: string): Mendable {
  const { noun, called, rules, readScope, deployScopes } = resourceType(token);
  const { safety, readiness = [], mends } = judgements[token];
  const { deletes = false, sets = {} } = mends === 'none' ? {} : mends;
  const mended = [...safety, ...readiness].flatMap((rule) => Object.entries(rule.mended));
  const keys = new Map(mended.map(([key, value]) => [key, kindOf(value)] as const));
  for (const [key, kind] of Object.entries(sets)) keys.set(key, kind);
  const scope = (verb: string) => deployScopes.find((each) => each.startsWith(verb)) ?? readScope;
  return {
    noun,
    address,
    keys,
    rules,
    safety,
    deletable: deletes,
    ...(called && { endsWithIt: called.endsWithIt }),
    scopes: { read: readScope, update: scope('update:'), delete: scope('delete:') },
  };
}

/** A user: no resource of the program, and what verification logs in with. */
const user = (id: string): Mendable => ({
  noun: 'user',
  address: `users/${pathPart(id)}`,
  keys: new Map([['blocked', 'flag']]),
  rules: {},
  safety: [],
  deletable: true,
  scopes: { read: 'read:users', update: 'update:users', delete: 'delete:users' },
});

function kindOf(value: MendedValue): Kind {
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'text' : 'texts';
}

/** What one request reads and changes: the whole thing, or one of the attack protections, each of which is a document of its own. */
export interface MendedDocument {
  /** Relative to `/api/v2`. */
  readonly path: string;
  /** The property that it is of the whole; absent where it is the whole. */
  readonly member?: string;
  readonly rules: PropertyRules;
}

/** The document that holds a property. */
export function documentOf({ address, rules }: Mendable, key: string): MendedDocument {
  if (address !== attackProtection.pathOf('').slice(1)) return { path: `/${address}`, rules };
  const [member = key] = key.split('.');
  return { path: protectionPath(member), member, rules: rules[member]?.members ?? {} };
}

const attackProtection = resourceType(tokens.attackProtection);
