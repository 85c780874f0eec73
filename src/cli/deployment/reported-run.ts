import type { EmbeddedRunResult } from '../../engine/embedded/embedded-run.ts';
import { changesAnything, type DeploymentPlan } from '../../engine/embedded/plan.ts';
import { progressBar } from '../printed/progress-bar.ts';
import { runOnTenant } from '../stack/embedded-engine.ts';
import { ManagementClient } from '../../management/management-client.ts';
import type { Invocation } from '../invocation.ts';
import { factorWarning } from './factor-warning.ts';
import type { ReachableTenant } from '../stack/local-tenant.ts';
import { endings, planSummary, planText, progressText } from '../printed/plan-text.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackOperation } from './operation.ts';
import { progressUnder } from '../terminal.ts';

/** What an embedded run did, for `--json`. */
export interface RunReport {
  readonly schemaVersion: 1;
  readonly operation: StackOperation;
  readonly stack: string;
  readonly domain: string;
  readonly plan: DeploymentPlan;
  readonly durationMs: number;
}

/** What is run of a stack's program on a tenant on this machine. */
export interface TenantOperation {
  readonly operation: StackOperation;
  readonly tenant: ReachableTenant;
  readonly stack: Stack;
}

/**
 * Runs the program on a local tenant and tells the person: the plan before anything is written, then how it goes and what came of
 * it. With `json` nothing is printed but warnings.
 */
export async function reportedRun(
  { operation, tenant, stack }: TenantOperation,
  {
    json,
    allowDuplicates = false,
    details = false,
    beforeChanges,
  }: {
    readonly json: boolean;
    readonly allowDuplicates?: boolean;
    readonly details?: boolean;
    /** Done once the plan is told, and before it is carried out; what it throws leaves everything as it is. */
    readonly beforeChanges?: (plan: DeploymentPlan) => Promise<void>;
  },
  { terminal, interrupted }: Invocation,
): Promise<EmbeddedRunResult & { readonly report: RunReport }> {
  if (operation !== 'destroy') {
    for (const warning of await factorsOn(tenant, stack))
      progressUnder(terminal, 'yellow', 'warning:', warning);
  }
  const startedMs = performance.now();
  let planned: DeploymentPlan | undefined;
  const done = new Set<string>();
  const bar = progressBar();
  const result = await runOnTenant(tenant, stack, {
    operation,
    allowDuplicates,
    onPlan: async (plan) => {
      if (!json && changesAnything(plan)) {
        if (operation === 'destroy') terminal.result('Deleted, in this order:');
        terminal.result(planText(plan, terminal, { details }));
        for (const ending of endings(plan.steps)) terminal.result(`\n${ending}`);
        terminal.result('');
      }
      await beforeChanges?.(plan);
      planned = plan;
    },
    onStep: ({ step, state }) => {
      if (state === 'done') done.add(step.urn);
      const total = planned?.steps.filter(({ op }) => op !== 'same').length ?? done.size;
      bar.draw(done.size / total, `${done.size} of ${total}: ${step.name}`);
      interrupted.throwIfAborted();
    },
    onMessage: (severity, message) => {
      if (severity !== 'debug') progressUnder(terminal, 'yellow', `${severity}:`, message);
    },
  })
    .finally(() => bar.clear())
    .catch((error: unknown) => {
      if (planned !== undefined) terminal.progress(progressText(planned, done));
      throw error;
    });
  const durationMs = Math.round(performance.now() - startedMs);
  if (!json) terminal.result(closingLine(operation, result.plan, durationMs));
  const { name, settings } = stack;
  const report = {
    schemaVersion: 1,
    operation,
    stack: name,
    domain: settings.domain,
    plan: result.plan,
    durationMs,
  } as const;
  return { ...result, report };
}

/** What people could not be asked for, on a tenant of this machine. */
async function factorsOn(
  { domain, ca, deployer }: ReachableTenant,
  stack: Stack,
): Promise<readonly string[]> {
  const client = new ManagementClient({ domain, ca, credentials: deployer });
  try {
    return await factorWarning(stack, client);
  } finally {
    await client.close();
  }
}

function closingLine(operation: StackOperation, plan: DeploymentPlan, durationMs: number): string {
  if (operation === 'destroy' && !changesAnything(plan))
    return `Nothing of stack ${plan.stack} is deployed: nothing to delete.`;
  if (operation === 'preview') return changesAnything(plan) ? planSummary(plan, 'planned') : 'No changes.';
  return `${planSummary(plan, 'done')} in ${(durationMs / 1000).toFixed(1)} s.`;
}
