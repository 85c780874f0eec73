import type { CheckGroup } from './check-group.ts';
import type { ManagementClient } from '../management/management-client.ts';
import { conclude } from './chatgpt/conclusion.ts';
import type { Gathering, Source } from './evidence.ts';
import type { UserAgent } from './login/user-agent.ts';
import { createRedactor } from './redaction.ts';
import { type Report, type ReportedCheck, summarize } from './report.ts';
import type { Target } from './target.ts';

/** How a target is verified. */
export interface VerifyOptions {
  readonly target: Target;
  readonly groups: readonly CheckGroup[];
  /** Trusts the target's certificate authority. */
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Whoever logs in. Without one, checks that need a login are skipped. */
  readonly user?: UserAgent;
  /** The tenant's Management API: tells apart what looks the same from outside. */
  readonly management?: Pick<ManagementClient, 'get'>;
  /** Removes a client that was registered here. Without it nothing is registered, and what needs that is skipped. */
  readonly removeClient?: (clientId: string) => Promise<void>;
  /** Told of each check as it ends. */
  readonly onResult?: (result: ReportedCheck) => void;
}

/**
 * Runs the checks side by side, each piece of evidence fetched once; a failing fetch touches only the checks that need it.
 *
 * Rejects only when a registered client could not be removed.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const { target, groups, removeClient, onResult } = options;
  const redactor = createRedactor();
  const registered: string[] = [];
  const gathering = gatheringOf(options, redactor.keepSecret, registered);

  const checks = await Promise.all(
    groups.flatMap(({ name, checks: inGroup }) =>
      inGroup.map(async (each): Promise<ReportedCheck> => {
        const ended = await each.run(gathering);
        const result = { group: name, ...ended, evidence: redactor.redact(ended.evidence) };
        onResult?.(result);
        return result;
      }),
    ),
  );
  if (removeClient !== undefined) await Promise.all(registered.map(removeClient));

  const conclusion = conclude(checks);
  return {
    schemaVersion: 1,
    target: {
      issuer: target.issuer,
      ...(target.resourceUrl !== undefined && { resourceUrl: target.resourceUrl }),
      ...(target.stack !== undefined && { stack: target.stack }),
    },
    checks,
    summary: summarize(checks),
    ...(conclusion !== undefined && { conclusion }),
  };
}

function gatheringOf(
  { target, fetch, now = Date.now, user, management, removeClient }: VerifyOptions,
  keepSecret: (secret: string) => void,
  registered: string[],
): Gathering {
  if (target.application !== undefined) keepSecret(target.application.clientSecret);
  const gathered = new Map<Source<unknown>, Promise<unknown>>();
  const gathering: Gathering = {
    target,
    fetch,
    now,
    user,
    management,
    mayRegister: removeClient !== undefined,
    keepSecret,
    registered: (clientId) => registered.push(clientId),
    evidence: <Value>(source: Source<Value>) => {
      const known = gathered.get(source) ?? source.gather(gathering);
      gathered.set(source, known);
      return known as Promise<Value>;
    },
  };
  return gathering;
}
