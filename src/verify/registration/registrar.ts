import { z } from 'zod';
import { authorizationServer } from '../documents/authorization-server.ts';
import { type Check, check, fail, judged } from '../check.ts';
import { readable } from '../refusals/live-settings.ts';
import { NotApplicable, type Source, targetPart } from '../evidence.ts';
import { exchange, jsonObject } from '../exchange.ts';
import { undeclared } from '../held-client.ts';
import { managementCommand } from '../management-command.ts';
import { undo } from '../remedy.ts';
import { guideRegistration } from './endpoints.ts';

/** Enough to register clients, and to do nothing else (Auth0, "Management API Access Tokens"). */
export const registrarScope = 'create:clients';

/** The setting that gives it. */
export const registrarGrant = `the grant of the registrar (${registrarScope})`;

const registrar = targetPart('the registrar', (target) => target.registrar, 'this stack has no registrar');

const grantsSchema = z.array(
  z.object({
    id: z.string(),
    audience: z.string(),
    scope: z.array(z.string()).default([]),
    allow_all_scopes: z.boolean().optional(),
  }),
);

/** What the registrar may do (Auth0 Management API, "Get client grants", scope `read:client_grants`). */
const grants: Source<z.infer<typeof grantsSchema>> = {
  name: 'the grants of the registrar',
  gather: async (gathering) => {
    const { clientId } = await gathering.evidence(registrar);
    const held = await readable(gathering, grantsSchema, '/client-grants', { client_id: clientId });
    if (held !== undefined) return held;
    throw new NotApplicable(
      'it takes a look into the tenant: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to an application that may read:client_grants',
    );
  },
};

/** The registrar's token is a copy of what it may do; whoever has its secret can have another at any time. */
export const registrarCheck: Check = check({
  id: 'registration-registrar',
  title: 'The registrar may register clients, and nothing else',
  needs: { registrar, grants },
  judge: ({ registrar: { audience }, grants: held }, target) => {
    const foreign = held.find((grant) => grant.audience !== audience);
    if (foreign !== undefined) {
      return fail(`it may also call ${foreign.audience}`, {
        setting: `the grant of the registrar on ${foreign.audience}`,
        command: managementCommand(target, {
          method: 'DELETE',
          path: `client-grants/${encodeURIComponent(foreign.id)}`,
        }),
      });
    }
    const scopes = held.flatMap(({ scope, allow_all_scopes: all }) =>
      all === true ? ['everything'] : scope,
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

/** Why a broker cannot register: its credentials, its grant, or something of OmniChat's server alone. */
export type RegistrarFault = 'secret' | 'grant' | 'server';

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
    const { access_token: token, scope } = jsonObject(answer) ?? {};
    if (typeof token === 'string') gathering.keepSecret(token);
    if (answer.status === 401) return 'secret';
    if (answer.status === 403) return 'grant';
    if (answer.status !== 200) return undefined;
    return typeof scope === 'string' && scope.split(' ').includes(registrarScope) ? 'server' : 'grant';
  },
};

/** Whoever brokers, and is refused by Auth0, says so as a server that is down for a while (RFC 9110 §15.6.4). */
const isDown = (status: number) => status === 503;
