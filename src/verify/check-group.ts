import { closestMatch } from 'leven';
import { ExpectedError } from '../text/expected-error.ts';
import { applicationChecks } from './application/application-checks.ts';
import { authorizationServerChecks } from './authorization-server/authorization-server-checks.ts';
import type { Check } from './check.ts';
import { clientChecks } from './client/client-checks.ts';
import { chatgpt, walkedClients } from './client/walked-clients.ts';
import { dotenvChecks } from './dotenv/dotenv-checks.ts';
import { registrationChecks } from './registration/registration-checks.ts';
import { resourceServerChecks } from './resource-server/resource-server-checks.ts';
import { stackChecks } from './stack-checks.ts';
import type { WalkedClient } from './walked-client.ts';

/** Checks that belong together. */
export interface CheckGroup {
  readonly name: string;
  readonly checks: readonly Check[];
  /** The client whose way they are. */
  readonly client?: WalkedClient;
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

/** The way that a client goes, step by step. */
const clientGroup = (client: WalkedClient): CheckGroup => ({
  name: client.title.startsWith('An ') ? `as an ${client.title.slice(3)}` : `as ${client.title}`,
  checks: clientChecks(client),
  client,
});

export const clientGroups: readonly CheckGroup[] = walkedClients.map(clientGroup);

/** That of ChatGPT. */
export const chatgptGroup = clientGroup(chatgpt);

/** A check was asked for that there is not. */
export class UnknownCheckError extends ExpectedError {
  override readonly name = 'UnknownCheckError';
  readonly code = 'VERIFY_UNKNOWN_CHECK';
}

/**
 * The groups with only the checks of these ids, each still of its client.
 *
 * @throws {UnknownCheckError} for an id that none of them has, with one that is like it, or all, or how to have it
 */
export function onlyChecks(groups: readonly CheckGroup[], ids: readonly string[]): readonly CheckGroup[] {
  const known = groups.flatMap(({ checks }) => checks.map(({ id }) => id));
  for (const id of ids) {
    if (!known.includes(id)) {
      const other = [...partGroups, ...clientGroups].find(({ checks }) =>
        checks.some((each) => each.id === id),
      );
      if (other !== undefined) {
        const asked = groups.find(({ client }) => client !== undefined)?.client?.name;
        const how =
          other.client === undefined
            ? `is none of those of --as ${asked}`
            : `needs --as ${other.client.name}`;
        throw new UnknownCheckError(`${id} ${how}.`);
      }
      const near = closestMatch(id, known, { maxDistance: id.length / 2 });
      throw new UnknownCheckError(
        `There is no check ${id}. ${near === undefined ? `Those are ${known.join(', ')}` : `The nearest one is ${near}`}.`,
      );
    }
  }
  return groups
    .map((group) => ({ ...group, checks: group.checks.filter(({ id }) => ids.includes(id)) }))
    .filter(({ checks }) => checks.length > 0);
}
