import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { authorizationServer } from '../documents/authorization-server.ts';
import { readable } from '../refusals/live-settings.ts';
import { application, type Source } from '../evidence.ts';
import { secretAuthentication, secretMethods } from '../oauth/code-flow.ts';
import { isAuthenticated, redeemNothing, secretProbe, wrongSecretAnswer } from './probes.ts';

const clientSchema = z.object({ token_endpoint_auth_method: z.string() });

/**
 * Whether the secret is sent another way than the server takes it from the application (RFC 6749 §2.3.1): by what the tenant holds,
 * and where nobody may look, by trying the other way.
 */
export const secretSentWrongly: Source<boolean> = {
  name: 'how the application has to send its secret',
  gather: async (gathering) => {
    const [{ clientId, clientSecret, tokenEndpointAuthMethod: declared }, server, { right, method }, wrong] =
      await Promise.all([
        gathering.evidence(application),
        gathering.evidence(authorizationServer),
        gathering.evidence(secretProbe),
        gathering.evidence(wrongSecretAnswer),
      ]);
    if (declared === undefined && method !== secretMethods(server)[0]) return isAuthenticated(right);
    if (isAuthenticated(right) && !isAuthenticated(wrong)) return false;
    const held = await readable(gathering, clientSchema, `/clients/${pathPart(clientId)}`, {
      fields: Object.keys(clientSchema.shape).join(','),
    });
    const expected = declared ?? 'client_secret_post';
    const other = expected === 'client_secret_post' ? 'client_secret_basic' : 'client_secret_post';
    if (held !== undefined) return held.token_endpoint_auth_method !== expected;
    return (
      !isAuthenticated(right) &&
      isAuthenticated(await redeemNothing(gathering, secretAuthentication(other, clientSecret)))
    );
  },
};
