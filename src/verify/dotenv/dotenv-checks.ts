import { checkDotenv, type DotenvCheck, uncompared } from '../../dotenv/check.ts';
import { verifyCommand } from '../../engine/stack-commands.ts';
import { type Check, check, fail, judged, pass, unknown } from '../check.ts';
import type { Source } from '../evidence.ts';
import { answered, type Exchange, answeredObject } from '../exchange.ts';
import { refusedGrantType } from '../refusals/refused-oauth.ts';
import { dotenvFile, newManagementToken, renewDotenv, rewriteDotenv, undo } from '../remedy.ts';
import {
  isRegistrarThere,
  missingRegistrar,
  registrarGrant,
  registrarGrantTypes,
  registrarScope,
} from '../registration/registrar.ts';
import { customIssuerDomain, type Target } from '../target.ts';
import { dotenv, registrarAnswer, storedToken } from './credentials.ts';
import type { SecretManager } from '../../text/secret-reference.ts';
import { jsonIn } from '../../text/json.ts';

const comparison: Source<DotenvCheck> = {
  name: 'the comparison of the .env',
  gather: async ({ evidence, now }) => {
    const { path, environment, outputs } = await evidence(dotenv);
    return checkDotenv(path, { outputs, secrets: 'plain', now, environment });
  },
};

const agrees = check({
  id: 'env-agrees',
  title: 'The .env agrees with the outputs of the stack',
  needs: { comparison },
  judge: ({ comparison: { path, variables } }, target) => {
    const open = uncompared(
      { variables },
      dotenvFile(target),
      verifyCommand({ stack: target.stack ?? 'local' }),
    );
    const besides =
      open === undefined
        ? ''
        : `, but for references to a secret manager (${open.names.join(', ')}), which are compared by ${open.command}`;
    return judged(
      [...oddVariables(variables, target)].map(([fault, names]) => `${names.join(', ')} ${fault}`),
      {
        holds: `${variables.length} variables in ${path}${besides}`,
        remedy: rewriteDotenv(target, managerOfOdd(variables)),
      },
    );
  },
});

/** Who keeps what is wrong, where the file has references in its place. */
const managerOfOdd = (variables: DotenvCheck['variables']): SecretManager | undefined =>
  variables.find(({ state, manager }) => manager !== undefined && state !== 'ok' && state !== 'reference')
    ?.manager;

/** What is wrong with variables, and the names of those with which it is. */
function oddVariables(variables: DotenvCheck['variables'], target: Target): Map<string, readonly string[]> {
  const odd = new Map<string, readonly string[]>();
  for (const { name, state, host } of variables) {
    if (state === 'ok' || state === 'reference') continue;
    const fault =
      host === undefined
        ? `is ${state}`
        : `is ${state}, naming ${called(host.found, target)} and not ${called(host.expected, target)}`;
    odd.set(fault, [...(odd.get(fault) ?? []), name]);
  }
  return odd;
}

/** One of the tenant's two names, or another's. */
function called(host: string, target: Target): string {
  if (customIssuerDomain(target) === undefined) return host;
  if (host === target.domain) return `${host} (the tenant's own domain)`;
  return host === new URL(target.issuer).host ? `${host} (its custom domain)` : host;
}

const registrar = check({
  id: 'env-registrar',
  title: 'The registrar in the .env can sign in',
  needs: { answer: registrarAnswer, comparison, isThere: isRegistrarThere },
  judge: ({ answer, comparison: { variables }, isThere }, target) => {
    if (isUnauthorized(answer)) {
      if (isThere === false) return fail(answered(answer), missingRegistrar(target));
      const manager = variables.find(({ name }) => name === registrarSecret)?.manager;
      const isStale = variables.some(({ name, state }) => registrarVariables.has(name) && state !== 'ok');
      return fail(
        answered(answer),
        isStale ? rewriteDotenv(target, manager) : renewDotenv(target, registrarSecret, manager),
      );
    }
    if (refusedGrantType.test(answered(answer))) {
      return unknown(answered(answer), undo(target, registrarGrantTypes));
    }
    // Only of a client that it knows does Auth0 say that the API is none of its own.
    return answer.status === 403 && answeredObject(answer)?.['error'] === 'access_denied'
      ? pass('403 access_denied, and not 401')
      : unknown(answered(answer));
  },
});

const registrarSecret = 'AUTH0_REGISTRAR_CLIENT_SECRET';
const registrarVariables = new Set(['AUTH0_REGISTRAR_CLIENT_ID', registrarSecret]);

/** In Auth0's shape: a proxy may refuse as well. */
const isUnauthorized = (answer: Exchange) =>
  answer.status === 401 && typeof answeredObject(answer)?.['error'] === 'string';

const managementToken = check({
  id: 'env-management-token',
  title: 'The Management token is alive and may register clients, and nothing else',
  needs: { token: storedToken },
  judge: ({ token: { state, scopes, answer } }, target) => {
    // What says of itself that it is no good is minted anew; what looks good is kept.
    const replaced = state === 'expired' || state === 'foreign';
    if (replaced) return fail(`it is ${stateTexts[state]}`, rewriteDotenv(target));
    if (isUnauthorized(answer)) return fail(answered(answer), newManagementToken(target));
    const isRefused = answer.status === 403 && answeredObject(answer)?.['errorCode'] === 'insufficient_scope';
    if (!isRefused && !listsClients(answer)) return unknown(answered(answer));
    return judged(
      [
        ...(isRefused ? [] : [`it may list clients: ${answered(answer)}`]),
        ...(scopes.join(' ') === registrarScope ? [] : [`it holds ${scopes.join(', ') || 'no scope'}`]),
      ],
      {
        holds: `alive, ${registrarScope}`,
        remedy: newManagementToken(target, registrarGrant),
      },
    );
  },
});

/** Without paging parameters Auth0 answers with the list itself. */
const listsClients = ({ status, text }: Exchange): boolean => status === 200 && Array.isArray(jsonIn(text));

const stateTexts = { expired: 'expired', foreign: "not this tenant's, or not the registrar's" };

/** What the server is configured with. */
export const dotenvChecks: readonly Check[] = [agrees, registrar, managementToken];
