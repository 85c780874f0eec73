import type { Exchange } from '../exchange.ts';
import { type Remedy, serverVariable } from '../remedy.ts';
import type { Target } from '../target.ts';

/** What mends an answer: a server that has nothing at the resource's path has another RESOURCE_URL. */
export function unlessUnserved(
  { status }: Exchange,
  target: Target,
  remedy: Remedy | undefined,
): Remedy | undefined {
  return status === 404 ? serverVariable(target, 'RESOURCE_URL') : remedy;
}
