import { ClientSecretBasic } from 'oauth4webapi';
import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { authorizationServer } from '../documents/authorization-server.ts';
import { readable } from '../refusals/live-settings.ts';
import { application, type Source } from '../evidence.ts';
import { secretMethods } from '../oauth/code-flow.ts';
import { isAuthenticated, redeemNothing, secretProbe, wrongSecretAnswer } from './probes.ts';

const clientSchema = z.object({ token_endpoint_auth_method: z.string() });

/**
 * Whether the secret is sent another way than the server takes it from the application (RFC 6749 §2.3.1): by what the tenant holds,
 * and where nobody may look, by trying the other way.
 */
export const secretSentWrongly: Source<boolean> = {
  name: 'how the application has to send its secret',
  gather: async (gathering) => {
    const [{ clientId, clientSecret }, server, { right, method }, wrong] = await Promise.all([
      gathering.evidence(application),
      gathering.evidence(authorizationServer),
      gathering.evidence(secretProbe),
      gathering.evidence(wrongSecretAnswer),
    ]);
    if (method !== secretMethods(server)[0]) return isAuthenticated(right);
    if (isAuthenticated(right) && !isAuthenticated(wrong)) return false;
    const held = await readable(gathering, clientSchema, `/clients/${pathPart(clientId)}`, {
      fields: Object.keys(clientSchema.shape).join(','),
    });
    if (held !== undefined) return held.token_endpoint_auth_method !== 'client_secret_post';
    return (
      !isAuthenticated(right) &&
      isAuthenticated(await redeemNothing(gathering, ClientSecretBasic(clientSecret)))
    );
  },
};
