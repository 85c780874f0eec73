import * as z from 'zod';
import { route, type ManagementContext, type Route } from '../route.ts';
import { parsePath } from '../validation.ts';

/** In the order in which Auth0 lists them. Source: recordings of the Terraform provider, `TestAccGuardian`. */
const factorNames = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
] as const;

const factorPath = z.object({ name: z.enum(factorNames) });

/** `/guardian/factors`: whether each is enabled. One-time passwords alone are asked for here. */
export function guardianFactorRoutes({ store }: ManagementContext): readonly Route[] {
  const isEnabled = (name: string) => store.read.guardianFactors.get(name)?.enabled ?? false;
  return [
    route({
      method: 'GET',
      path: '/guardian/factors',
      scopes: ['read:guardian_factors'],
      handle: () => ({
        status: 200,
        body: factorNames.map((name) => ({ name, enabled: isEnabled(name), trial_expired: false })),
      }),
    }),
    route({
      method: 'PUT',
      path: '/guardian/factors/:name',
      scopes: ['update:guardian_factors'],
      body: z.strictObject({ enabled: z.boolean() }),
      handle: async ({ params, body }) => {
        const { name } = parsePath(factorPath, params);
        await store.write((tenant) => {
          tenant.guardianFactors.put({ name, ...body });
        });
        return { status: 200, body };
      },
    }),
  ];
}
