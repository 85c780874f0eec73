import { decodeJwt } from 'jose/jwt/decode';
import { readDotenvFile } from '../../dotenv/file.ts';
import { type ManagementTokenState, managementTokenState } from '../../dotenv/stored-token.ts';
import { dotenvReading } from '../../dotenv/readers.ts';
import { valueOf } from '../../dotenv/reference.ts';
import { managerOf, runWithSecrets } from '../../text/secret-reference.ts';
import { managementTokenName } from '../../dotenv/variables.ts';
import { verifyCommand } from '../../engine/stack-commands.ts';
import { authorizationServer } from '../documents/authorization-server.ts';
import { type Gathering, NotApplicable, type Source } from '../evidence.ts';
import { type Exchange, exchange } from '../exchange.ts';
import type { Target } from '../target.ts';

export const dotenv: Source<NonNullable<Target['dotenv']>> = {
  name: 'the .env',
  gather: async ({ target }) => {
    if (target.dotenv !== undefined) return target.dotenv;
    throw new NotApplicable(
      target.stack === undefined
        ? 'a .env is compared with the outputs of a stack, and there is no stack here'
        : 'no .env is looked at: name one with --file',
    );
  },
};

/** A stored Management token, and what the Management API makes of it. */
export interface StoredToken {
  readonly state: ManagementTokenState;
  readonly scopes: readonly string[];
  /** The answer to a list of clients, which a token for registering them may not have. */
  readonly answer: Exchange;
}

export const storedToken: Source<StoredToken> = {
  name: 'the Management token',
  gather: async (gathering) => {
    const { outputs } = await gathering.evidence(dotenv);
    const token = await stored(gathering, managementTokenName);
    gathering.keepSecret(token);
    return {
      state: managementTokenState(token, outputs, gathering.now()),
      scopes: scopesOf(token),
      answer: await exchange(gathering, `${outputs.managementAudience}clients?per_page=1&fields=client_id`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    };
  },
};

/** An API that no tenant has (RFC 2606 §2). */
const nobodysAudience = 'https://verify.invalid/';

/**
 * The answer to the registrar's credentials, for an API that is not there: they are looked at first, and no token comes of it
 * that would count towards the tenant's quota (RFC 6749 §5.2).
 */
export const registrarAnswer: Source<Exchange> = {
  name: "the answer to the registrar's credentials",
  gather: async (gathering) => {
    const [clientId, clientSecret] = await Promise.all([
      stored(gathering, 'AUTH0_REGISTRAR_CLIENT_ID'),
      stored(gathering, 'AUTH0_REGISTRAR_CLIENT_SECRET'),
    ]);
    gathering.keepSecret(clientSecret);
    const { token_endpoint: endpoint = '' } = await gathering.evidence(authorizationServer);
    return exchange(gathering, endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        audience: nobodysAudience,
      }),
    });
  },
};

/** A value of the `.env`; not applicable where the stack has no registrar, or the file no value. */
async function stored({ evidence, target: { stack } }: Gathering, name: string): Promise<string> {
  const { path, environment, outputs } = await evidence(dotenv);
  if (outputs.registrarClientId === undefined) throw new NotApplicable('this stack has no registrar');
  const { text = '' } = await readDotenvFile(path);
  const held = dotenvReading(text).stored(name);
  const value = valueOf(name, held, environment);
  const manager = managerOf(held);
  if (manager !== undefined && value === undefined) {
    const again = runWithSecrets(manager, path, verifyCommand({ stack: stack ?? 'local' }));
    throw new NotApplicable(`${name} in ${path} is a reference to a secret manager. To try it: ${again}`);
  }
  if (value === undefined || value === '') throw new NotApplicable(`${path} has no ${name}`);
  return value;
}

function scopesOf(token: string): readonly string[] {
  try {
    const { scope } = decodeJwt<{ readonly scope?: string }>(token);
    return scope?.split(' ') ?? [];
  } catch {
    return [];
  }
}
