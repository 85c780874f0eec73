import { boundedFetch, fetchToEnd } from './bounded-fetch.ts';
import { patientFetch } from './patient-fetch.ts';
import { type Ended, withCauses } from './causes.ts';
import type { CheckGroup } from './check-group.ts';
import { conclude } from './client/conclusion.ts';
import { EvidenceTrace } from './evidence-trace.ts';
import type { TemporaryClient, Gathering, Source, TenantManagement } from './evidence.ts';
import type { UserAgent } from './login/user-agent.ts';
import { basicCredentials } from '../http/client-secret-basic.ts';
import { Redactor } from './redaction.ts';
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
  const redactor = new Redactor();
  const registered: TemporaryClient[] = [];
  const trace = new EvidenceTrace();
  const gatheringFor = gatherer(options, trace, (secret) => redactor.keepSecret(secret), registered);

  const running = groups.flatMap(({ name, checks: inGroup }) =>
    inGroup.map(async (each): Promise<Ended> => {
      const ended = await each.run(gatheringFor(each));
      const result = { group: name, ...ended, evidence: redactor.redact(ended.evidence) };
      onResult?.(result);
      return { check: each, result };
    }),
  );
  await Promise.allSettled(running);
  const left = (
    await removeClients(registered, { fetch: patientFetch(boundedFetch(fetch)), management })
  ).map(({ clientId, reason }) => ({ clientId: redactor.redact(clientId), reason: redactor.redact(reason) }));
  const checks = withCauses(await Promise.all(running), trace);

  const asked = {
    issuer: target.issuer,
    ...(target.resourceUrl !== undefined && { resourceUrl: target.resourceUrl }),
    ...(server !== undefined && { server }),
    ...(target.stack !== undefined && { stack: target.stack }),
  };
  const conclusion = conclude(checks, asked);
  return {
    schemaVersion: 1,
    target: asked,
    checks,
    summary: summarize(checks),
    ...(conclusion !== undefined && { conclusion }),
    ...(left.length > 0 && { left }),
  };
}

/** Puts evidence in the hands of whoever asks, each piece gathered once. */
function gatherer(
  { target, groups, fetch, now = Date.now, user, management, register = false, interrupted }: VerifyOptions,
  trace: EvidenceTrace,
  keepSecret: (secret: string) => void,
  registered: TemporaryClient[],
): (asker: object) => Gathering {
  if (target.application !== undefined) {
    const { clientId, clientSecret } = target.application;
    for (const secret of [clientSecret, basicCredentials(clientId, clientSecret)]) keepSecret(secret);
  }
  const gathered = new Map<Source<unknown>, Promise<unknown>>();
  const gather = async <Value>(source: Source<Value>): Promise<Value> => {
    try {
      return await source.gather(gatheringFor(source));
    } catch (error) {
      trace.noteFailure(source, error);
      throw error;
    }
  };
  const shared = {
    target,
    fetch: patientFetch(boundedFetch(fetch, interrupted), interrupted),
    fetchToEnd: patientFetch(fetchToEnd(fetch, interrupted), interrupted),
    now,
    user,
    management,
    client: groups.find(({ client }) => client !== undefined)?.client,
    mayRegister: register,
    keepSecret,
    registered: (client: TemporaryClient) => {
      if (!registered.some(({ clientId }) => clientId === client.clientId)) registered.push(client);
    },
  };
  const gatheringFor = (asker: object): Gathering => ({
    ...shared,
    evidence: <Value>(source: Source<Value>) => {
      trace.note(asker, source);
      const known = gathered.get(source) ?? gather(source);
      gathered.set(source, known);
      return known as Promise<Value>;
    },
  });
  return gatheringFor;
}
