import { z } from 'zod';
import { deleteCommand } from '../../engine/mend-commands.ts';
import { getAs } from '../../management/answer.ts';
import { ManagementError } from '../../management/management-error.ts';
import { clientGrantShape } from '../../management/resources/client-grant.ts';
import { authorizationServer } from '../documents/authorization-server.ts';
import { type Check, check, fail, judged } from '../check.ts';
import { isApplicationThere } from '../refusals/live-settings.ts';
import { refusedGrantType } from '../refusals/refused-oauth.ts';
import { NotApplicable, type Source, targetPart } from '../evidence.ts';
import { answered, exchange, answeredObject } from '../exchange.ts';
import { undeclared } from '../held-client.ts';
import { mendedTenant, type Remedy, renewDotenv, undo } from '../remedy.ts';
import type { Target } from '../target.ts';
import { guideRegistration } from './endpoints.ts';

/** Enough to register clients, and to do nothing else (Auth0, "Management API Access Tokens"). */
export const registrarScope = 'create:clients';

/** The setting that gives it. */
export const registrarGrant = `the grant of the registrar (${registrarScope})`;

const registrar = targetPart('the registrar', (target) => target.registrar, 'this stack has no registrar');

const grantsShape = z.array(clientGrantShape);

/** What the registrar may do (Auth0 Management API, "Get client grants", scope `read:client_grants`). */
const grants: Source<z.infer<typeof grantsShape>> = {
  name: 'the grants of the registrar',
  gather: async (gathering) => {
    const { clientId } = await gathering.evidence(registrar);
    const { management } = gathering;
    try {
      if (management === undefined) throw mayNotRead;
      return await getAs(management, grantsShape, '/client-grants', { client_id: clientId });
    } catch (error) {
      if (error instanceof ManagementError && error.errorCode === 'insufficient_scope') throw mayNotRead;
      throw error;
    }
  },
};

const mayNotRead = new NotApplicable(
  'it takes a look into the tenant: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to an application that may read:client_grants',
);

/** The registrar, which somebody deleted. */
export function missingRegistrar(target: Target): Remedy {
  return {
    ...renewDotenv(target, 'AUTH0_REGISTRAR_CLIENT_ID'),
    setting: 'AUTH0_REGISTRAR_CLIENT_ID: the registrar is not in the tenant',
  };
}

/** Whether it is in the tenant; undefined where nobody may look. */
export const isRegistrarThere: Source<boolean | undefined> = {
  name: 'the registrar in the tenant',
  gather: async (gathering) => isApplicationThere(gathering, (await gathering.evidence(registrar)).clientId),
};

/** The registrar's token is a copy of what it may do; whoever has its secret can have another at any time. */
export const registrarCheck: Check = check({
  id: 'registration-registrar',
  title: 'The registrar may register clients, and nothing else',
  needs: { registrar, isThere: isRegistrarThere, grants },
  judge: ({ registrar: { audience, clientId }, isThere, grants: held }, target) => {
    if (isThere === false) return fail(`the tenant has no application ${clientId}`, missingRegistrar(target));
    const foreign = held.find((grant) => grant.audience !== audience);
    if (foreign !== undefined) {
      return fail(`it may also call ${foreign.audience}`, {
        setting: `the grant of the registrar on ${foreign.audience}`,
        command: deleteCommand(mendedTenant(target), `client-grants/${encodeURIComponent(foreign.id)}`),
      });
    }
    const scopes = held.flatMap(({ scope, allow_all_scopes: all }) =>
      all === true ? ['everything'] : (scope ?? []),
    );
    return judged(
      [
        ...(scopes.includes(registrarScope) ? [] : [`it may not ${registrarScope}`]),
        ...undeclared('it may also', scopes, [registrarScope]),
      ],
      { holds: registrarScope, remedy: undo(target, registrarGrant) },
    );
  },
});

/**
 * Why a broker cannot register: there is no registrar, or its secret, its grant or its grant types are wrong, or something of
 * OmniChat's server alone.
 */
export type RegistrarFault = 'missing' | 'secret' | 'grant' | 'grant types' | 'server';

/** The setting that lets it sign in. */
export const registrarGrantTypes = 'the grant types of the registrar (client_credentials)';

/** What becomes of the registrar's credentials as deployed, where the broker is down; undefined where it is not. */
export const registrarFault: Source<RegistrarFault | undefined> = {
  name: "the registrar's credentials",
  gather: async (gathering) => {
    const { status } = await gathering.evidence(guideRegistration);
    const { registrar: credentials } = gathering.target;
    if (!isDown(status) || credentials === undefined) return undefined;
    const { token_endpoint: endpoint = '' } = await gathering.evidence(authorizationServer);
    gathering.keepSecret(credentials.clientSecret);
    const answer = await exchange(gathering, endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        audience: credentials.audience,
      }),
    });
    const { access_token: token, scope } = answeredObject(answer) ?? {};
    if (typeof token === 'string') gathering.keepSecret(token);
    if (answer.status === 401) {
      return (await gathering.evidence(isRegistrarThere)) === false ? 'missing' : 'secret';
    }
    if (refusedGrantType.test(answered(answer))) return 'grant types';
    if (answer.status === 403) return 'grant';
    if (answer.status !== 200) return undefined;
    return typeof scope === 'string' && scope.split(' ').includes(registrarScope) ? 'server' : 'grant';
  },
};

/** Whoever brokers, and is refused by Auth0, says so as a server that is down for a while (RFC 9110 §15.6.4). */
const isDown = (status: number) => status === 503;
