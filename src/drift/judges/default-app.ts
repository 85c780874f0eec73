import type { WireObject } from '../../management/paging.ts';

/** Whether an application is the one that every new tenant has: without callbacks nobody can log in to it. */
export function isUntouchedDefaultApp({ name, callbacks, is_first_party: firstParty }: WireObject): boolean {
  const untouched = callbacks === undefined || (Array.isArray(callbacks) && callbacks.length === 0);
  return name === 'Default App' && firstParty !== false && untouched;
}
