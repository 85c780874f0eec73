import { isItem, placeOf, type Seed, type SeedItem } from './seed.ts';

/** A request of the Management API, and what of the seed it is made of. */
type SettingRequest = readonly [where: string, ...Request];
type Request = readonly [method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown];

type Sections<Content> = {
  [Name in keyof Seed]-?: NonNullable<Seed[Name]> extends Content ? Name : never;
}[keyof Seed];

/** What a tenant is sent for the sections that are sent as they stand, as auth0-deploy-cli sends them. */
export function settingRequests(seed: Seed): readonly SettingRequest[] {
  const of = (
    section: Sections<SeedItem>,
    requests: (content: SeedItem) => readonly Request[],
  ): readonly SettingRequest[] => {
    const content = seed[section];
    return content ? requests(content).map((request) => [section, ...request]) : [];
  };
  const each = (
    section: Sections<readonly SeedItem[]>,
    request: (item: SeedItem) => Request,
  ): readonly SettingRequest[] =>
    (seed[section] ?? []).map((item, index) => [placeOf(section, index, item), ...request(item)]);

  return [
    // Pages of its own are for tenants that have one.
    ...each('customDomains', (domain) => ['POST', '/custom-domains', domain]),
    ...of('branding', brandingRequests),
    ...each('themes', (theme) => ['POST', '/branding/themes', theme]),
    ...each('phoneProviders', (provider) => ['POST', '/branding/phone/providers', provider]),
    ...each('phoneTemplates', (template) => ['POST', '/branding/phone/templates', fromSomebody(template)]),
    ...of('emailProvider', (provider) => [['POST', '/emails/provider', provider]]),
    ...each('emailTemplates', (template) => ['POST', '/email-templates', template]),
    ...each('guardianFactors', ({ name, ...factor }) => ['PUT', factorPath(name), factor]),
    ...of('guardianPolicies', ({ policies }) => [['PUT', '/guardian/policies', policies]]),
    ...of('guardianPhoneFactorMessageTypes', (types) => [
      ['PUT', factorPath('phone', 'message-types'), types],
    ]),
    ...of('guardianPhoneFactorSelectedProvider', (provider) => [
      ['PUT', factorPath('phone', 'selected-provider'), provider],
    ]),
    ...each('guardianFactorProviders', ({ name, provider, ...settings }) => [
      'PUT',
      factorPath(name, 'providers', provider),
      settings,
    ]),
    ...each('guardianFactorTemplates', ({ name, ...messages }) => [
      'PUT',
      factorPath(name, 'templates'),
      messages,
    ]),
  ];
}

/** Auth0's own templates are exported as from `''`, which the API does not take. */
function fromSomebody(template: SeedItem): SeedItem {
  const { content } = template;
  if (!isItem(content) || content['from'] !== '') return template;
  const { from: _from, ...rest } = content;
  return { ...template, content: rest };
}

const factorPath = (...names: readonly unknown[]) =>
  ['/guardian/factors', ...names.map((name) => encodeURIComponent(String(name)))].join('/');

function brandingRequests({ templates, ...settings }: SeedItem): readonly Request[] {
  const pages = (templates ?? []) as readonly SeedItem[];
  return [
    ...(Object.keys(settings).length > 0 ? [['PATCH', '/branding', settings] as const] : []),
    ...pages.map(({ template, body }): Request => {
      const name = String(template).replaceAll('_', '-');
      return ['PUT', `/branding/templates/${encodeURIComponent(name)}`, { template: body }];
    }),
  ];
}
