import * as z from 'zod';
import { patched } from '../patch.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { format } from '../validation.ts';
import { type GuardianSetting, withoutNamed } from './guardian-setting.ts';
import { phoneSettings } from './phone-settings.ts';
import { pushNotificationSettings } from './push-notification-settings.ts';

const duoText = z.string().max(10_000).exactOptional();
const relyingParty = {
  overrideRelyingParty: z.boolean().exactOptional(),
  relyingPartyIdentifier: z.string().exactOptional(),
};

const guardianSettings: readonly GuardianSetting[] = [
  {
    paths: ['/guardian/policies'],
    body: z.array(z.enum(['all-applications', 'confidence-score'])),
    shown: (kept) => kept ?? [],
    scope: 'mfa_policies',
  },
  ...phoneSettings,
  ...pushNotificationSettings,
  {
    paths: ['/guardian/factors/duo/settings'],
    methods: ['PUT', 'PATCH'],
    body: z.strictObject({
      ikey: duoText,
      skey: format('non-empty-string', (key) => key !== '')
        .max(10_000)
        .exactOptional(),
      host: duoText,
    }),
  },
  // Not published: recorded by the tests of go-auth0.
  {
    paths: ['/guardian/factors/webauthn-roaming/settings'],
    body: z.strictObject({
      userVerification: z.enum(['discouraged', 'preferred', 'required']).exactOptional(),
      ...relyingParty,
    }),
    shown: (kept) => ({ userVerification: 'required', overrideRelyingParty: false, ...kept }),
  },
  {
    paths: ['/guardian/factors/webauthn-platform/settings'],
    body: z.strictObject(relyingParty),
    shown: (kept) => ({ overrideRelyingParty: false, ...kept }),
  },
];

/** `/guardian/policies`, and what each factor can be set to. Whoever puts something is answered what was sent. */
export function guardianSettingRoutes(context: ManagementContext): readonly Route[] {
  return guardianSettings.flatMap((setting) =>
    setting.paths.flatMap((path) => routesAt(path, setting, context)),
  );
}

function routesAt(path: string, setting: GuardianSetting, { store }: ManagementContext): readonly Route[] {
  const { paths, methods = ['PUT'], body, shown = (kept) => kept ?? {}, hidden, scope } = setting;
  const [key] = paths;
  const kept = () => store.documents.guardian[key] as Readonly<Record<string, unknown>> | undefined;
  const scopes = (action: string) => [`${action}:${scope ?? 'guardian_factors'}`];
  const read = route({
    method: 'GET',
    path,
    scopes: scopes('read'),
    handle: () => {
      const answer = shown(kept(), path);
      return answer === undefined ? { status: 204 } : { status: 200, body: answer };
    },
  });
  const writes = methods.map((method) =>
    route({
      method,
      path,
      scopes: scopes('update'),
      body,
      handle: async ({ body: sent }) => {
        await store.write((tenant) => {
          const value = method === 'PUT' ? sent : patched(kept() ?? {}, sent);
          tenant.setDocument('guardian', { ...tenant.documents.guardian, [key]: value });
        });
        return { status: 200, body: hidden ? withoutNamed(sent, hidden) : sent };
      },
    }),
  );
  return setting.isWriteOnly === true ? writes : [read, ...writes];
}
