import { fittingMethod, type McpClient, unfitClients } from '../../../infra/declared-clients.ts';
import { check, fail, pass, unknown } from '../check.ts';
import { application, NotApplicable, type Source } from '../evidence.ts';
import { answered, type Exchange } from '../exchange.ts';
import { isSecretMethod, secretAuthentication } from '../oauth/code-flow.ts';
import { deploy, type Remedy } from '../remedy.ts';
import type { Target } from '../target.ts';
import { isAuthenticated, redeemNothing, refusesClient, secretProbe } from './probes.ts';

/** The declared clients, which are given the id and the secret of the application where they cannot register. */
const clients: Source<readonly McpClient[]> = {
  name: 'the declared clients',
  gather: async ({ target }) => {
    if (target.clients === undefined)
      throw new NotApplicable('nothing says what each client needs of this issuer');
    if (target.registration === 'native') throw new NotApplicable('clients register themselves');
    return target.clients;
  },
};

/** The answer to the secret, sent as clients send it that cannot do what the application takes; undefined without such a client. */
const answerToOthers: Source<Exchange | undefined> = {
  name: 'the answer to the secret sent another way',
  gather: async (gathering) => {
    const [all, { method }] = await Promise.all([
      gathering.evidence(clients),
      gathering.evidence(secretProbe),
    ]);
    const [other] = unfitClients(all, method).flatMap(({ tokenEndpointAuthMethods: methods = [] }) =>
      methods.filter(isSecretMethod),
    );
    if (other === undefined) return undefined;
    const { clientSecret } = await gathering.evidence(application);
    return redeemNothing(gathering, secretAuthentication(other, clientSecret));
  },
};

/** Auth0 takes one way from each application, and names Basic first in its metadata, which many a client takes for its choice. */
export const clientMethod = check({
  id: 'app-auth-method',
  title: 'Each declared client can sign in with id and secret the way that the application takes them',
  severity: 'warning',
  needs: { clients, probe: secretProbe, answer: answerToOthers },
  judge: ({ clients: all, probe: { method }, answer }, target) => {
    const unfit = unfitClients(all, method);
    if (unfit.length === 0 || answer === undefined) {
      return pass(`${method}, for ${all.map(({ title }) => title).join(', ') || 'no client'}`);
    }
    if (isAuthenticated(answer))
      return unknown(`the secret is taken sent another way than by ${method}: ${answered(answer)}`);
    if (!refusesClient(answer)) return unknown(answered(answer));
    const named = unfit.map(
      ({ title, tokenEndpointAuthMethods: methods = [] }) => `${title} uses ${methods.join(', ')}`,
    );
    return fail(
      `the application takes ${method}, and ${named.join(', ')}: ${answered(answer)}`,
      remedyOf(target),
    );
  },
});

function remedyOf(target: Target): Remedy {
  const fitting = fittingMethod(target.clients ?? []);
  return fitting === undefined
    ? {
        setting: 'omnichat:clients: no one way fits all of them, and an application has one',
        before: 'let those register themselves (docs/clients.md), or take them out',
      }
    : deploy(
        target,
        `omnichat:tokenEndpointAuthMethod in Pulumi.${target.stack}.yaml (it should be ${fitting})`,
        `write "omnichat:tokenEndpointAuthMethod: ${fitting}" below config: in Pulumi.${target.stack}.yaml`,
      );
}
