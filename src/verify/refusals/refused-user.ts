import { z } from 'zod';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { deleteCommand, setCommand } from '../../engine/mend-commands.ts';
import type { Source } from '../evidence.ts';
import { saysAccountIsBlocked } from '../oauth/blocked-account.ts';
import type { AuthorizationOutcome } from '../oauth/code-flow.ts';
import { mendedTenant, type Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';
import { readable } from './live-settings.ts';
import type { KnownRefusal } from './refused-step.ts';

/** What Auth0 says of whoever logs in (Auth0, "Brute-Force Protection"; "Customize Text Elements", prompt `login`). */
export const ofUser: readonly KnownRefusal[] = [
  {
    says: /user is blocked/i,
    remedy: (target, { userId: id }) => ({
      setting: 'blocked of the user who logged in',
      ...(id === undefined
        ? { before: 'unblock them in the Auth0 dashboard, User Management > Users' }
        : {
            command: setCommand(mendedTenant(target), user(id), { blocked: false }),
          }),
    }),
  },
  {
    says: /\b(wrong|incorrect)\b.*\bpassword\b/i,
    remedy: (target, { userId }) =>
      newUser(target, userId, 'the password of the user who logs in', 'reset it'),
  },
  {
    says: saysAccountIsBlocked,
    remedy: (target, { userId }) =>
      newUser(target, userId, 'the failed logins of the user who logs in', 'unblock them'),
  },
];

/** The id of the user who was refused at a login; undefined where somebody else or nobody was, or that cannot be told. */
export function refusedUserId(authorization: Source<AuthorizationOutcome>): Source<string | undefined> {
  return {
    name: 'the user who was refused',
    gather: async (gathering) => {
      const outcome = await gathering.evidence(authorization);
      if (outcome.granted || !ofUser.some(({ says }) => says.test(outcome.reason))) return undefined;
      const email = gathering.user?.email;
      const users =
        email === undefined
          ? (await readable(gathering, usersSchema, '/users'))?.filter(({ blocked }) => blocked === true)
          : await readable(gathering, usersSchema, '/users-by-email', { email });
      const [refused, ...others] = users ?? [];
      return others.length === 0 ? refused?.user_id : undefined;
    },
  };
}

const usersSchema = z.array(z.object({ user_id: z.string(), blocked: z.boolean().optional() }));

const user = (id: string) => `users/${encodeURIComponent(id)}`;

/** The test user of a tenant on this machine is made at the first login; its password is one that no policy would let it have again. */
function newUser(target: Target, id: string | undefined, setting: string, inDashboard: string): Remedy {
  return id !== undefined && isLoopbackHost(new URL(target.issuer).host)
    ? {
        setting,
        command: deleteCommand(mendedTenant(target), user(id)),
        after: 'verify again: the test user is made anew',
      }
    : { setting, before: `${inDashboard} in the Auth0 dashboard, User Management > Users` };
}
