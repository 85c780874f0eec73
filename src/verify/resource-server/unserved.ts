import type { Exchange } from '../exchange.ts';
import { type Remedy, serverVariable } from '../remedy.ts';
import type { Target } from '../target.ts';

/** What mends an answer, unless the server itself failed (RFC 9110 §15.6.1): then it says nothing of its settings. */
export function unlessFailed({ status }: Exchange, remedy: Remedy | undefined): Remedy | undefined {
  return status === 500 ? undefined : remedy;
}

/** The same: a server that has nothing at the resource's path has another RESOURCE_URL. */
export function unlessUnserved(
  answer: Exchange,
  target: Target,
  remedy: Remedy | undefined,
): Remedy | undefined {
  return answer.status === 404 ? serverVariable(target, 'RESOURCE_URL') : unlessFailed(answer, remedy);
}
