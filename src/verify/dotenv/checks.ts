import { decodeJwt } from 'jose/jwt/decode';
import { checkDotenv, type DotenvCheck } from '../../dotenv/check.ts';
import { readDotenvFile } from '../../dotenv/file.ts';
import { storedValue } from '../../dotenv/readers.ts';
import { managementTokenName } from '../../dotenv/variables.ts';
import { type Check, check, fail, judged } from '../check.ts';
import { NotApplicable, type Source, targetPart } from '../evidence.ts';
import { answered, type Exchange, exchange, jsonObject } from '../exchange.ts';
import type { Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';

const dotenv = targetPart(
  'the .env',
  (target) => target.dotenv,
  'no .env is looked at: name one with --file',
);

const comparison: Source<DotenvCheck> = {
  name: 'the comparison of the .env',
  gather: async ({ evidence, now }) => {
    const { path, outputs } = await evidence(dotenv);
    return checkDotenv(path, { outputs, secrets: 'plain', now: new Date(now()) });
  },
};

/** A stored Management token, and what the Management API makes of it. */
interface StoredToken {
  readonly scopes: readonly string[];
  /** The answer to a list of clients, which a token for registering them may not have. */
  readonly answer: Exchange;
}

const storedToken: Source<StoredToken> = {
  name: 'the Management token',
  gather: async (gathering) => {
    const { path, outputs } = await gathering.evidence(dotenv);
    if (outputs.registrarClientId === undefined) throw new NotApplicable('this stack has no registrar');
    const { text = '' } = await readDotenvFile(path);
    const token = storedValue(text, managementTokenName);
    if (token === undefined || token === '') throw new NotApplicable(`${path} has no ${managementTokenName}`);
    gathering.keepSecret(token);
    return {
      scopes: scopesOf(token),
      answer: await exchange(gathering, `${outputs.managementAudience}clients?per_page=1&fields=client_id`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    };
  },
};

const agrees = check({
  id: 'env-agrees',
  title: 'The .env agrees with the outputs of the stack',
  needs: { comparison },
  judge: ({ comparison: { path, variables } }, target) =>
    judged(
      variables.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${name} is ${state}`),
      { holds: `${variables.length} variables in ${path}`, remedy: rewritten(target) },
    ),
});

const managementToken = check({
  id: 'env-management-token',
  title: 'The Management token is alive and may register clients, and nothing else',
  needs: { token: storedToken },
  judge: ({ token: { scopes, answer } }, target) => {
    if (answer.status === 401) return fail(answered(answer), rewritten(target));
    const refusal = jsonObject(answer)?.['errorCode'];
    return judged(
      [
        ...(answer.status === 403 && refusal === 'insufficient_scope'
          ? []
          : [`it may list clients: ${answered(answer)}`]),
        ...(scopes.join(' ') === registrarScope ? [] : [`it holds ${scopes.join(', ') || 'no scope'}`]),
      ],
      {
        holds: `alive, ${registrarScope}`,
        remedy: {
          setting: `the grant of the registrar (${registrarScope})`,
          ...(target.stack !== undefined && { command: `npx omnichat-auth0 up -s ${target.stack}` }),
        },
      },
    );
  },
});

/** Enough to register clients, and to do nothing else (Auth0, "Management API Access Tokens"). */
const registrarScope = 'create:clients';

/** What the server is configured with. */
export const dotenvChecks: readonly Check[] = [agrees, managementToken];

function rewritten({ stack, dotenv: file }: Target): Remedy {
  return {
    setting: file?.path ?? '.env',
    command: `npx omnichat-auth0 env -s ${stack ?? 'local'} --file ${file?.path ?? '.env'}`,
  };
}

function scopesOf(token: string): readonly string[] {
  try {
    const { scope } = decodeJwt<{ scope?: string }>(token);
    return scope?.split(' ') ?? [];
  } catch {
    return [];
  }
}
