import { ExpectedError } from '../text/expected-error.ts';
import type { ManagementClient } from '../management/management-client.ts';
import type { UserAgent } from './login/user-agent.ts';
import type { Remedy } from './remedy.ts';
import type { Target } from './target.ts';
import type { WalkedClient } from './walked-client.ts';

/** As much of the Management API as verification uses: it looks, and removes what it registered. */
export type TenantManagement = Pick<ManagementClient, 'domain' | 'get' | 'delete'>;

/** A client that verification registered. */
export interface TemporaryClient {
  readonly clientId: string;
  /** As it was registered: whoever has the id and not the name is somebody else's. */
  readonly clientName: string;
  /** Where it may be removed by whoever registered it (RFC 7592 §3); few servers say that. */
  readonly configuration?: { readonly url: string; readonly token: string };
}

/** Something that checks judge by: fetched once, when the first of them needs it, and shared. */
export interface Source<Value> {
  /** What it is, as it completes "could not get …". */
  readonly name: string;
  readonly gather: (gathering: Gathering) => Promise<Value>;
  /** Known beforehand: whatever is wrong, this says nothing of it. */
  readonly given?: true;
}

/** Puts what verification was given, and what was gathered so far, in the hands of sources. */
export interface Gathering {
  readonly target: Target;
  /** Follows what redirects it is told to, trusts the target's certificate authority, and ends when verification is interrupted. */
  readonly fetch: typeof fetch;
  /** `fetch` for what leaves something behind: an interruption does not end what was sent, so that it is known what is left. */
  readonly fetchToEnd: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whoever can log in; absent where nobody can. */
  readonly user: UserAgent | undefined;
  /** The Management API, to look at what cannot be seen from outside; absent where nobody may. */
  readonly management: Pick<TenantManagement, 'domain' | 'get'> | undefined;
  /** The client whose way is gone; absent where none is. */
  readonly client: WalkedClient | undefined;
  /** Whether clients may be registered. */
  readonly mayRegister: boolean;
  /** The value of another source. Rejects as that source did. */
  readonly evidence: <Value>(source: Source<Value>) => Promise<Value>;
  /** Marks a text that must not be shown. */
  readonly keepSecret: (secret: string) => void;
  /** Notes a client that was registered here and is to be removed. */
  readonly registered: (client: TemporaryClient) => void;
}

/** There is nothing to gather, and that is all right; the message says why. Checks that need it are skipped. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** An answer that is of no use to those who need it. */
export class UnusableAnswer extends ExpectedError {
  override readonly name = 'UnusableAnswer';
  readonly code = 'VERIFY_UNUSABLE_ANSWER';
  /** Where the answer tells which setting is behind it. */
  readonly remedy: Remedy | undefined;

  constructor(message: string, remedy?: Remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** The part of the target that `pick` picks; not applicable, for the reason given, where the target has none. */
export function targetPart<Value>(
  name: string,
  pick: (target: Target) => Value | undefined,
  absent: string,
): Source<Value> {
  return {
    name,
    given: true,
    gather: async ({ target }) => {
      const value = pick(target);
      if (value === undefined) throw new NotApplicable(absent);
      return value;
    },
  };
}

export const application = targetPart(
  'the application',
  (target) => target.application,
  'no application is known: OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET are not set',
);

export const api = targetPart(
  'the API',
  (target) => target.api,
  'no API is known: OAUTH_AUDIENCE is not set',
);

export const resourceUrl = targetPart(
  'the resource URL',
  (target) => target.resourceUrl,
  'no server is known: RESOURCE_URL is not set',
);

export const auth0Only = targetPart(
  'Auth0',
  (target) => target.auth0 || undefined,
  'another provider need not have this',
);
