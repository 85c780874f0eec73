import type { Seed, SeedItem } from './seed.ts';

/** A request of the Management API, and what of the seed it is made of. */
type SettingRequest = readonly [where: string, method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown];

/** What a tenant is sent for the sections that are sent as they stand, as auth0-deploy-cli sends them. */
export function settingRequests(seed: Seed): readonly SettingRequest[] {
  const { branding, emailProvider } = seed;
  return [
    ...(branding ? brandingRequests(branding) : []),
    ...each(seed, 'themes', (theme) => ['POST', '/branding/themes', theme]),
    ...(emailProvider ? [['emailProvider', 'POST', '/emails/provider', emailProvider] as const] : []),
    ...each(seed, 'emailTemplates', (template) => ['POST', '/email-templates', template]),
  ];
}

type Section = 'themes' | 'emailTemplates';
type Request = SettingRequest extends readonly [string, ...infer Rest] ? readonly [...Rest] : never;

function each(seed: Seed, section: Section, request: (item: SeedItem) => Request): readonly SettingRequest[] {
  return (seed[section] ?? []).map((item, index) => [`${section}[${index}]`, ...request(item)]);
}

function brandingRequests({ templates = [], ...settings }: SeedItem): readonly SettingRequest[] {
  const pages = (Array.isArray(templates) ? templates : []) as readonly SeedItem[];
  return [
    ...(Object.keys(settings).length > 0 ? [['branding', 'PATCH', '/branding', settings] as const] : []),
    ...pages.map(
      ({ template, body }) =>
        [
          'branding.templates',
          'PUT',
          `/branding/templates/${String(template).replaceAll('_', '-')}`,
          { template: body },
        ] as const,
    ),
  ];
}
