import { boundedFetch, fetchToEnd } from './bounded-fetch.ts';
import type { CheckGroup } from './check-group.ts';
import { conclude } from './chatgpt/conclusion.ts';
import type { RegisteredClient, Gathering, Source, TenantManagement } from './evidence.ts';
import type { UserAgent } from './login/user-agent.ts';
import { basicCredentials, createRedactor } from './redaction.ts';
import { removeClients } from './registration/registered-clients.ts';
import { type Report, type ReportedCheck, type StandIn, summarize } from './report.ts';
import type { Target } from './target.ts';

/** How a target is verified. */
export interface VerifyOptions {
  readonly target: Target;
  /** Whom `fetch` asks in place of OmniChat's server. */
  readonly server?: StandIn;
  readonly groups: readonly CheckGroup[];
  /** Trusts the target's certificate authority. */
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Whoever logs in. Without one, checks that need a login are skipped. */
  readonly user?: UserAgent;
  /** The tenant's Management API. Without it, what cannot be seen from outside is skipped. */
  readonly management?: TenantManagement;
  /** Whether clients are registered, and removed again. Without it, what needs that is skipped. */
  readonly register?: boolean;
  /** Ends verification before its time: what is not known by then stays unknown. */
  readonly interrupted?: AbortSignal;
  /** Told of each check as it ends. */
  readonly onResult?: (result: ReportedCheck) => void;
}

/**
 * Runs the checks side by side, each piece of evidence fetched once; a failing fetch touches only the checks that need it.
 * Whatever comes of them, the clients that were registered are removed; the report names those that are left.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const { target, server, groups, fetch, management, onResult } = options;
  const redactor = createRedactor();
  const registered: RegisteredClient[] = [];
  const gathering = gatheringOf(options, redactor.keepSecret, registered);

  const running = groups.flatMap(({ name, checks: inGroup }) =>
    inGroup.map(async (each): Promise<ReportedCheck> => {
      const ended = await each.run(gathering);
      const result = { group: name, ...ended, evidence: redactor.redact(ended.evidence) };
      onResult?.(result);
      return result;
    }),
  );
  await Promise.allSettled(running);
  const left = await removeClients(registered, { fetch: boundedFetch(fetch), management });
  const checks = await Promise.all(running);

  const conclusion = conclude(checks);
  return {
    schemaVersion: 1,
    target: {
      issuer: target.issuer,
      ...(target.resourceUrl !== undefined && { resourceUrl: target.resourceUrl }),
      ...(server !== undefined && { server }),
      ...(target.stack !== undefined && { stack: target.stack }),
    },
    checks,
    summary: summarize(checks),
    ...(conclusion !== undefined && { conclusion }),
    ...(left.length > 0 && { left }),
  };
}

function gatheringOf(
  { target, fetch, now = Date.now, user, management, register = false, interrupted }: VerifyOptions,
  keepSecret: (secret: string) => void,
  registered: RegisteredClient[],
): Gathering {
  if (target.application !== undefined) {
    const { clientId, clientSecret } = target.application;
    for (const secret of [clientSecret, basicCredentials(clientId, clientSecret)]) keepSecret(secret);
  }
  const gathered = new Map<Source<unknown>, Promise<unknown>>();
  const gathering: Gathering = {
    target,
    fetch: boundedFetch(fetch, interrupted),
    fetchToEnd: fetchToEnd(fetch, interrupted),
    now,
    user,
    management,
    mayRegister: register,
    keepSecret,
    registered: (client) => {
      if (!registered.some(({ clientId }) => clientId === client.clientId)) registered.push(client);
    },
    evidence: <Value>(source: Source<Value>) => {
      const known = gathered.get(source) ?? source.gather(gathering);
      gathered.set(source, known);
      return known as Promise<Value>;
    },
  };
  return gathering;
}
