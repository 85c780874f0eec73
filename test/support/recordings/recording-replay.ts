import { emptyListRoutes } from '../../../src/local-tenant/management/empty-lists.ts';
import { managementScopes } from '../../../src/local-tenant/rules/management-scopes.ts';
import { managementToken, type ManagementTenant } from '../tenants/management-tenant.ts';
import { Comparison } from './differences.ts';
import { explanationOf } from './explained.ts';
import type { Exchange, Recording } from './recording.ts';
import { isFields, RecordedIds } from './recorded-ids.ts';
import { checkpointOf, idOf, isListing, itemsOf } from './recorded-lists.ts';
import { seed } from './seed.ts';

/** How a tenant answered one recorded call. */
export interface Outcome {
  /** What the call was about, such as `clients`; connections apart by where their users are. */
  readonly kind: string;
  /** The call, for people. */
  readonly call: string;
  readonly verdict: 'agrees' | 'explained' | 'differs' | 'not served';
  readonly differences: readonly string[];
}

/** Makes every call of a recording to a fresh tenant, and holds its answers against the recorded ones. */
export async function replay(
  tenant: ManagementTenant,
  { name, exchanges }: Recording,
): Promise<readonly Outcome[]> {
  const ids = new RecordedIds();
  await seed(tenant, exchanges, ids);
  const comparison = new Comparison(JSON.stringify(exchanges));
  const scope = managementScopes.map(({ value }) => value).join(' ');
  const authorization = `Bearer ${await managementToken(tenant.keys.current, { scope })}`;
  const kinds = new Map<string, string>();
  const outcomes: Outcome[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    // The recording's token lacked a scope; the replay's has all.
    if (isFields(exchange.answer) && exchange.answer['errorCode'] === 'insufficient_scope') continue;
    const { status, body } = await sent(tenant, authorization, {
      ...exchange,
      path: ids.toTenant(exchange.path),
      body: ids.toTenant(exchange.body),
    });
    if (status < 300) ids.learn(isListing(exchange) ? checkpointOf(exchange.answer) : exchange.answer, body);
    const found =
      status === exchange.status
        ? compared(exchange, body, ids, comparison)
        : [`status: ${exchange.status} recorded, ${status} here: ${JSON.stringify(body)}`];
    outcomes.push({
      kind: kindOf(exchange, kinds),
      call: `${name} #${index} ${exchange.method} ${exchange.path} ${JSON.stringify(exchange.body) ?? ''}`,
      verdict: status === 501 || isElsewhere(exchange, found) ? 'not served' : verdictOf(name, found),
      differences: found,
    });
  }
  return outcomes;
}

/** Asks the tenant alone: what the recordings prove is more than what Auth0 publishes. */
function sent(tenant: ManagementTenant, authorization: string, { method, path, body }: Exchange) {
  return tenant.send(path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Whether the tenant, which makes none of a kind, says that there are none where Auth0 had made some. */
function isElsewhere({ method, path }: Exchange, found: readonly string[]): boolean {
  const [list = ''] = path.split('?');
  return method === 'GET' && found.length > 0 && emptyListRoutes().some((route) => route.path === list);
}

function verdictOf(name: string, found: readonly string[]): Outcome['verdict'] {
  if (found.length === 0) return 'agrees';
  return explanationOf(name, found) === undefined ? 'differs' : 'explained';
}

function compared(
  exchange: Exchange,
  actual: unknown,
  ids: RecordedIds,
  comparison: Comparison,
): readonly string[] {
  // The recorder's own model of an application left nothing of a refusal's words.
  if (exchange.status >= 400 && isFields(exchange.answer) && !('message' in exchange.answer)) return [];
  if (!isListing(exchange)) return comparison.differences(ids.toTenant(exchange.answer), actual);
  // The recorded tenant held more than the recording made, and so does a fresh one.
  const recorded = itemsOf(exchange.answer);
  const theirs = recorded.filter((item) => ids.knows(idOf(item)));
  const cut = recorded.length >= 50;
  const expected = ids.toTenant(theirs);
  const ours = itemsOf(actual).filter(
    (item) => ids.isOurs(idOf(item)) && (!cut || expected.some((other) => idOf(other) === idOf(item))),
  );
  return comparison.differences(expected, ours);
}

function kindOf({ path, answer }: Exchange, kinds: Map<string, string>): string {
  const [, kind = '', id = ''] = path.split(/[/?]/);
  if (kind !== 'connections') return kind;
  if (isFields(answer) && typeof answer['strategy'] === 'string') {
    kinds.set(String(answer['id']), answer['strategy'] === 'auth0' ? 'databases' : 'others');
  }
  const about = kinds.get(id) ?? (isFields(answer) ? kinds.get(String(answer['id'])) : undefined);
  return `connections, ${about ?? 'others'}`;
}
