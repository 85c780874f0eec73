/** What lies beneath an error: `fetch failed` says nothing. */
export function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (!(error instanceof Error) || error.cause === undefined) return error;
  return rootCause(error.cause);
}

/** What that says. */
export function rootMessage(error: unknown): string {
  const root = rootCause(error);
  return root instanceof Error ? root.message : String(root);
}
