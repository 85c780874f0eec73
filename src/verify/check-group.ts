import { closestMatch } from 'leven';
import { applicationChecks } from './application/checks.ts';
import { authorizationServerChecks } from './authorization-server/checks.ts';
import { chatgptChecks } from './chatgpt/checks.ts';
import type { Check } from './check.ts';
import { dotenvChecks } from './dotenv/checks.ts';
import { registrationChecks } from './registration/checks.ts';
import { resourceServerChecks } from './resource-server/checks.ts';
import { stackChecks } from './stack-checks.ts';

/** Checks that belong together. */
export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly Check[];
}

/** Every check of the target's parts. */
export const partGroups: readonly CheckGroup[] = [
  { name: 'stack', checks: stackChecks },
  { name: 'authorization server', checks: authorizationServerChecks },
  { name: 'application', checks: applicationChecks },
  { name: 'registration', checks: registrationChecks },
  { name: "OmniChat's server", checks: resourceServerChecks },
  { name: '.env', checks: dotenvChecks },
];

/** The way that ChatGPT goes, step by step. */
export const chatgptGroup: CheckGroup = { name: 'as ChatGPT', checks: chatgptChecks };

/** A check was asked for that there is not. */
export class UnknownCheckError extends Error {
  override readonly name = 'UnknownCheckError';
  readonly code = 'VERIFY_UNKNOWN_CHECK';
}

/**
 * The groups with only the checks of these ids.
 *
 * @throws {UnknownCheckError} for an id that none of them has, with the nearest one, or how to have it
 */
export function onlyChecks(groups: readonly CheckGroup[], ids: readonly string[]): readonly CheckGroup[] {
  const known = groups.flatMap(({ checks }) => checks.map(({ id }) => id));
  for (const id of ids) {
    if (!known.includes(id)) {
      const other = [...partGroups, chatgptGroup].find(({ checks }) => checks.some((each) => each.id === id));
      if (other !== undefined) {
        const how = other === chatgptGroup ? 'needs --as chatgpt' : 'is none of those of --as chatgpt';
        throw new UnknownCheckError(`${id} ${how}.`);
      }
      throw new UnknownCheckError(`There is no check ${id}. The nearest one is ${closestMatch(id, known)}.`);
    }
  }
  return groups
    .map(({ name, checks }) => ({ name, checks: checks.filter(({ id }) => ids.includes(id)) }))
    .filter(({ checks }) => checks.length > 0);
}
