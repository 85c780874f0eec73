import { isFields } from './recorded-ids.ts';
import type { Exchange } from './recording.ts';

/** Whether an answer lists entities that each have an id of their own. */
export function isListing({ method, answer }: Exchange): boolean {
  return method === 'GET' && itemsOf(answer).some((item) => idOf(item) !== '');
}

/** Of a list only where it goes on: its items may be others. */
export function checkpointOf(answer: unknown): unknown {
  return isFields(answer) ? { next: answer['next'] } : undefined;
}

/** What an answer lists; nothing where it is no list. */
export function itemsOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  if (
    !isFields(answer) ||
    !('start' in answer || 'next' in answer || 'per_page' in answer || Object.keys(answer).length === 1)
  )
    return [];
  return Object.values(answer).find((value) => Array.isArray(value)) ?? [];
}

/** By what a tenant names something; empty where it has no name. */
export function idOf(item: unknown): string {
  if (!isFields(item)) return '';
  const id = item['id'] ?? item['client_id'] ?? item['user_id'] ?? item['custom_domain_id'];
  return typeof id === 'string' ? id : '';
}
