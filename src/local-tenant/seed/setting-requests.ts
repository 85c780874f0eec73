import type { Seed } from './seed.ts';

/** A request of the Management API, and what of the seed it is made of. */
interface SettingRequest {
  readonly where: string;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: unknown;
}

/** What a tenant is sent for the sections that are sent as they stand, as auth0-deploy-cli sends them. */
export function settingRequests(seed: Seed): readonly SettingRequest[] {
  const { emailProvider, emailTemplates = [] } = seed;
  return [
    ...(emailProvider
      ? [{ where: 'emailProvider', method: 'POST', path: '/emails/provider', body: emailProvider } as const]
      : []),
    ...emailTemplates.map((template, index) => ({
      where: `emailTemplates[${index}]`,
      method: 'POST' as const,
      path: '/email-templates',
      body: template,
    })),
  ];
}
