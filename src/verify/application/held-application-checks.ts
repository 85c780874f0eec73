import { type Check, check, judged } from '../check.ts';
import { application, auth0Only, type Source, UnusableAnswer } from '../evidence.ts';
import { type HeldClient, heldClient, undeclared } from '../held-client.ts';
import { isApplicationThere } from '../refusals/live-settings.ts';
import { missingApplication } from '../refusals/refused-oauth.ts';
import { undo } from '../remedy.ts';

/** The application as the tenant holds it. */
const heldApplication: Source<HeldClient> = {
  name: 'the application in the tenant',
  gather: async (gathering) => {
    await gathering.evidence(auth0Only);
    const { clientId } = await gathering.evidence(application);
    if ((await isApplicationThere(gathering, clientId)) === false) {
      throw new UnusableAnswer(
        `The tenant has no application ${clientId}`,
        missingApplication(gathering.target),
      );
    }
    return heldClient(gathering, clientId);
  },
};

const callbacks = check({
  id: 'app-callbacks',
  title: 'The issuer holds no callback of the application beyond the declared ones',
  needs: { application, held: heldApplication },
  judge: ({ application: { redirectUris }, held }, target) =>
    judged(undeclared('it may redirect to', held.callbacks, redirectUris), {
      holds: held.callbacks.join(', '),
      remedy: undo(target, 'the callbacks of the application'),
    }),
});

const grantTypes = check({
  id: 'app-grant-types',
  title: 'The issuer holds no grant type of the application beyond the declared ones',
  needs: { application, held: heldApplication },
  judge: ({ application: { grantTypes: declared }, held }, target) =>
    judged(undeclared('it may use', held.grant_types, declared), {
      holds: held.grant_types.join(', '),
      remedy: undo(target, 'the grant types of the application'),
    }),
});

/** What the application may do beyond what it must: only the tenant itself knows all of it. */
export const heldApplicationChecks: readonly Check[] = [callbacks, grantTypes];
