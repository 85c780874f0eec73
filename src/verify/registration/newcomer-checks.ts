import { knownApiScopes } from '../documents/api-scopes.ts';
import { type Check, check, fail, judged, pass, skip } from '../check.ts';
import { missingConnections, liveApi } from '../refusals/live-settings.ts';
import { remedyAtAuthorization, remedyAtToken } from '../refusals/refused-oauth.ts';
import type { RefusedStep } from '../refusals/refused-step.ts';
import { remedyForScopes } from '../refusals/refused-token.ts';
import { api } from '../evidence.ts';
import { undeclared } from '../held-client.ts';
import { audienceFault, scopesOf } from '../oauth/access-token.ts';
import { ofServer, type Remedy, resourceParameter, serverVariable, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { registrationMode } from './endpoints.ts';
import { heldNewcomer, newcomer, newcomerProbe, newcomerToken } from './newcomer.ts';

const identity = check({
  id: 'registration-client-id',
  title: 'A registry answers with the public client of the stack; any other registration makes a third party',
  needs: { mode: registrationMode, newcomer },
  judge: ({ mode, newcomer: { clientId } }, target) => {
    if (mode === 'registry') {
      const { publicClientId } = target;
      if (publicClientId === undefined) return skip('the public client is not known');
      return clientId === publicClientId
        ? pass(clientId)
        : fail(
            `the answer names ${clientId}, expected ${publicClientId}`,
            serverVariable(target, 'OAUTH_PUBLIC_CLIENT_ID'),
          );
    }
    if (!target.auth0) return skip('ids of clients tell nothing of their kind here');
    return clientId.startsWith(thirdPartyPrefix)
      ? pass(clientId)
      : fail(
          `${clientId} is no third party: its id does not begin with ${thirdPartyPrefix}`,
          madeBy(target, 'is_first_party of the client'),
        );
  },
});

/** Of every third-party application (Auth0, "Security Controls for Third-Party Applications"). */
const thirdPartyPrefix = 'tpc_';

const settings = check({
  id: 'registration-client',
  title: 'The issuer holds the client as a public third party that may do no more than it should',
  needs: { newcomer, held: heldNewcomer },
  judge: ({ newcomer: { redirectUris }, held }, target) => {
    const allowed = target.registration === 'registry' ? target.application?.redirectUris : redirectUris;
    return judged(
      [
        ...(held.is_first_party === false ? [] : ['it is a first party']),
        ...(held.token_endpoint_auth_method === 'none' ? [] : ['it is no public client']),
        ...undeclared('it may redirect to', held.callbacks, allowed ?? held.callbacks),
        ...undeclared('it may use', held.grant_types, ['authorization_code', 'refresh_token']),
      ],
      {
        holds: `${held.callbacks.join(', ')}; ${held.grant_types.join(', ')}`,
        remedy: madeBy(target, 'the callbacks, the grant types or the kind of the registered client'),
      },
    );
  },
});

const login = check({
  id: 'registration-login',
  title: 'The client may send people to log in for the API',
  needs: { probe: newcomerProbe, api: liveApi, missingConnections },
  judge: ({ probe: { accepted, status, message }, ...seen }, target) =>
    accepted
      ? pass(message)
      : fail(`${status} ${message}`, remedyAtAuthorization(message, target, { ...wayOf(target), ...seen })),
});

const token = check({
  id: 'registration-token',
  title: 'A user logs in to the client, and its token is for the API with the scopes of third parties only',
  needs: { answer: newcomerToken, api, apiScopes: knownApiScopes, liveApi, missingConnections },
  judge: (
    {
      answer,
      api: { identifier, thirdPartyScopes },
      apiScopes: all,
      liveApi: live,
      missingConnections: missing,
    },
    target,
  ) => {
    const step = { ...wayOf(target), api: live, missingConnections: missing };
    if (!answer.issued) {
      const remedyAt = answer.at === 'token' ? remedyAtToken : remedyAtAuthorization;
      return fail(answer.reason, remedyAt(answer.reason, target, { ...step, userId: answer.userId }));
    }
    const fault = audienceFault(answer.token, identifier, target);
    if (fault !== undefined) return fail(fault, resourceParameter(target));
    const permitted = thirdPartyScopes ?? all;
    const carried = scopesOf(answer.token, target, answer.scopes);
    const extra = undeclared('it also carries', carried, [...permitted, 'offline_access']);
    const lacking = permitted.filter((scope) => !carried.includes(scope));
    // Roles and other servers' policies may leave less, and never more.
    const mayLack = target.api?.rolesDecide === true || thirdPartyScopes === undefined;
    return judged(
      [...(lacking.length === 0 || mayLack ? [] : [`it lacks ${lacking.join(', ')}`]), ...extra],
      {
        holds: carried.join(' '),
        remedy:
          extra.length > 0
            ? undo(target, 'the scopes of the client grant of third parties')
            : remedyForScopes(target, step),
      },
    );
  },
});

/** What becomes of a client that registered: whether it works, and whether it may do too much. */
export const newcomerChecks: readonly Check[] = [identity, settings, login, token];

const wayOf = ({ registration }: Target): Pick<RefusedStep, 'way'> => ({
  way: registration === 'registry' ? 'shared' : 'registered',
});

/** Who answers for what a registered client is. */
function madeBy(target: Target, setting: string): Remedy {
  if (target.registration === 'registry') return undo(target, setting);
  return target.registration === 'broker'
    ? ofServer(setting)
    : { setting: `${setting}, which the operator of the registration endpoint answers for` };
}
