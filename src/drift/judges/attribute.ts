import { wireNameOf } from '../../management/properties/property-rules.ts';
import { isToken, resourceType, type Token, tokens } from '../../management/resources/resource-types.ts';
import { apis } from '../../management/resources/resource-server.ts';
import { protectionPath } from '../../management/resources/protection/attack-protection.ts';
import type { Finding } from '../findings/finding.ts';
import type { Inventory } from '../tenant/inventory.ts';
import type { TenantChange } from '../tenant/tenant-changes.ts';

/** The kinds of finding that somebody's request made. */
const made: ReadonlySet<Finding['kind']> = new Set([
  'changed',
  'deleted',
  'duplicate',
  'unmanaged',
  'undeclared',
  'secret-stale',
]);

/** Whether a request to the tenant made what was found, so that its log may tell whose. */
export const isMadeBySomebody = ({ kind, id }: Pick<Finding, 'kind' | 'id'>): boolean =>
  made.has(kind) && id !== undefined;

/**
 * Findings with who made them, where the log tells: by the last change of just that thing, and of just that property where the log shows
 * what was sent.
 *
 * @param changes those since the last deploy, the last one first
 */
export function attributed(
  findings: readonly Finding[],
  changes: readonly TenantChange[],
  inventory: Inventory,
): readonly Finding[] {
  return findings.map((finding) => {
    const { type, id } = finding;
    if (!isMadeBySomebody(finding) || id === undefined || !isToken(type)) return finding;
    const did = changes.find((change) => isOf(change, { ...finding, id, type }, inventory));
    return did === undefined ? finding : { ...finding, changedBy: { by: did.by, date: did.date } };
  });
}

type Found = Finding & { readonly id: string; readonly type: Token };

function isOf(change: TenantChange, finding: Found, inventory: Inventory): boolean {
  const { kind, type, id } = finding;
  const { method, path } = change;
  const found = resourceType(type);
  const isMaking = method === 'POST' && change.madeId === id && `${path}/` === found.pathOf('');
  if (kind === 'duplicate' || kind === 'unmanaged' || finding.path === 'id') return isMaking;
  const isThere = addressesOf(finding, inventory).includes(decoded(path));
  if (kind === 'deleted') return isThere && method === 'DELETE';
  if (kind === 'secret-stale')
    return isThere && (method === 'POST' || 'client_secret' in (change.body ?? {}));
  // What was made anew since has been as it is from then on.
  if (isMaking) return true;
  return isThere && (found.isPart === true || method !== 'DELETE') && touches(change, finding);
}

/** Where requests about it go, decoded: an API has two names. */
function addressesOf({ type, id, kind, path }: Found, inventory: Inventory): readonly string[] {
  const address = resourceType(type).pathOf(id);
  if (kind === 'secret-stale') return [address, `${address}/rotate-secret`].map(decoded);
  if (type === tokens.attackProtection) return [protectionPath(path?.split('.')[0] ?? '')];
  if (type !== tokens.resourceServer && type !== tokens.resourceServerScopes) return [decoded(address)];
  const api = inventory.contentOf(apis)?.find((each) => each.id === id || each.identifier === id);
  return [id, api?.id, api?.identifier].map((name) => `/resource-servers/${name}`);
}

/** Whether it was sent what was found to differ; of what is part of another thing, the log shows no more than that thing. */
function touches({ body }: TenantChange, { type, path }: Found): boolean {
  const [name = '', inFlags] = path?.split(/[.[]/) ?? [];
  const { rules, isPart } = resourceType(type);
  if (body === undefined || name === '' || isPart || type === tokens.attackProtection) return true;
  const sent = body[wireNameOf(name, rules)];
  // Auth0 puts flags over those that are there; any other object it takes whole.
  if (name !== 'flags' || inFlags === undefined || typeof sent !== 'object' || sent === null)
    return sent !== undefined;
  return wireNameOf(inFlags, rules['flags']?.members ?? {}) in sent;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
