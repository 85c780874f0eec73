import type { CheckResult, Status } from '../../../src/verify/check.ts';

/** The checks that did not pass, by id; skipped ones left out unless asked for. */
export function unpassed(
  { checks }: { readonly checks: readonly CheckResult[] },
  { skipped = false }: { readonly skipped?: boolean } = {},
): Record<string, Status> {
  return Object.fromEntries(
    checks
      .filter(({ status }) => status !== 'pass' && (skipped || status !== 'skip'))
      .map(({ id, status }) => [id, status]),
  );
}

/** The result of one check. */
export function resultOf(
  { checks }: { readonly checks: readonly CheckResult[] },
  id: string,
): CheckResult | undefined {
  return checks.find((check) => check.id === id);
}
