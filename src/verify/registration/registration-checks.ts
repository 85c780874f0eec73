import { type Check, check, fail, judged, pass, skip, unknown } from '../check.ts';
import { answered, type Exchange, answeredObject } from '../exchange.ts';
import { ownRegistration, serverVariable } from '../remedy.ts';
import type { Target } from '../target.ts';
import { documentCheck } from './document-check.ts';
import {
  guideRegistration,
  issuerRegistration,
  issuersEndpoint,
  registrationMode,
  registrationState,
  strangerRegistration,
} from './endpoints.ts';
import { newcomerChecks } from './newcomer-checks.ts';
import { registrationRemedy } from './refused-registration.ts';
import { isOmniChats } from '../resource-server/answering-server.ts';
import { unlessStrangers } from '../resource-server/unserved.ts';
import { registrarCheck, registrarFault } from './registrar.ts';

const issuerEndpoint = check({
  id: 'registration-issuer',
  title: "The issuer's own registration endpoint is open when registration is native, and else closed",
  needs: { mode: registrationMode, answer: issuerRegistration },
  judge: ({ mode, answer }, target) => {
    if (!target.auth0 && mode !== 'native')
      return skip("who else registers at the issuer's is its operator's affair");
    const state = answer === undefined ? 'closed' : registrationState(answer);
    const seen = answer === undefined ? 'the metadata names no registration endpoint' : answered(answer);
    if (state === undefined) return unknown(seen);
    return (state === 'open') === (mode === 'native')
      ? pass(`registration is ${mode}: ${seen}`)
      : fail(
          state === 'open'
            ? `registration is ${mode}, and the endpoint is open: it judged what it was sent (${seen})`
            : `registration is ${mode}, and the endpoint is closed: ${seen}`,
          ownRegistration(target),
        );
  },
});

const guide = check({
  id: 'registration-endpoint',
  title: 'POST /register answers the registration of the setup guide as the setting says',
  needs: { mode: registrationMode, answer: guideRegistration, registrarFault, isOmniChats, issuersEndpoint },
  judge: ({ mode, registrarFault: registrar, issuersEndpoint: endpoint, ...served }, target) => {
    const { answer } = served;
    const { faults, holds } = expected[mode](answer, endpoint);
    const remedy =
      mode === 'native' && answer.status === 307
        ? serverVariable(target, 'OAUTH_ISSUER')
        : registrationRemedy(answer, target, registrar);
    return judged(faults, { holds, remedy: unlessStrangers(served, target, remedy) });
  },
});

type Judgement = { readonly faults: readonly string[]; readonly holds: string };

const expected: Readonly<
  Record<NonNullable<Target['registration']>, (answer: Exchange, issuersEndpoint: unknown) => Judgement>
> = {
  off: (answer) => ({ faults: answer.status === 404 ? [] : [answered(answer)], holds: '404: turned off' }),
  native: (answer, endpoint) => {
    const location = answer.headers.get('location');
    const holds = `307 to ${location}`;
    if (answer.status !== 307 || location === null) return { faults: [answered(answer)], holds };
    const leadsThere = location === endpoint;
    return {
      faults: leadsThere ? [] : [`it leads to ${location}, and the issuer registers at ${String(endpoint)}`],
      holds,
    };
  },
  broker: publicClient,
  registry: publicClient,
};

function publicClient(answer: Exchange): Judgement {
  const holds = '201 with a public client';
  const client = answer.status === 201 ? answeredObject(answer) : undefined;
  if (client === undefined) return { faults: [answered(answer)], holds };
  const { client_id: id, client_secret: secret, token_endpoint_auth_method: method } = client;
  return {
    faults: [
      ...(typeof id === 'string' ? [] : ['the answer has no client_id']),
      ...(secret === undefined ? [] : ['the answer hands out a secret']),
      ...(method === 'none' ? [] : ['the client is not a public one (token_endpoint_auth_method none)']),
    ],
    holds,
  };
}

const stranger = check({
  id: 'registration-redirect-uri',
  title: 'POST /register refuses a redirect URI that is not on the list',
  needs: { answer: strangerRegistration, isOmniChats },
  judge: (served, target) => {
    const { answer } = served;
    if (answer.status === 400 && answeredObject(answer)?.['error'] === 'invalid_redirect_uri')
      return pass('400 invalid_redirect_uri');
    const remedy =
      answer.status === 201
        ? serverVariable(target, 'OAUTH_REDIRECT_URIS')
        : registrationRemedy(answer, target);
    return fail(answered(answer), unlessStrangers(served, target, remedy));
  },
});

/** Who may register clients, and how (RFC 7591). */
export const registrationChecks: readonly Check[] = [
  issuerEndpoint,
  documentCheck,
  registrarCheck,
  guide,
  stranger,
  ...newcomerChecks,
];
