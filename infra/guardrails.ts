import type * as auth0 from '@pulumi/auth0';
import type { Unwrap } from '@pulumi/pulumi';
import { isLoopbackUrl } from './declared-clients.ts';
import type { Settings } from './settings/settings.ts';
import type { DesiredTenant } from './tenant.ts';

/** A rule that the desired tenant breaks. */
interface Breach {
  /** The rule, stable: scripts hold on to it. */
  readonly id: string;
  /** What breaks it and what to do, as a sentence. */
  readonly message: string;
}

type Application = Pick<
  Unwrap<auth0.ClientArgs>,
  'allowedLogoutUrls' | 'allowedOrigins' | 'callbacks' | 'grantTypes' | 'jwtConfiguration' | 'webOrigins'
>;
type Api = Pick<Unwrap<auth0.ResourceServerArgs>, 'signingAlg'>;
type Grant = Pick<Unwrap<auth0.ClientGrantArgs>, 'allowAllScopes' | 'audience' | 'scopes'>;

/** What breaks a rule: how a sentence goes on that begins with the name of the resource. */
type Judge<Arguments> = (args: Arguments) => readonly string[];

/** A rule about the arguments of single resources, in Pulumi's names, so that it can be asked of any program. */
export interface Guardrail {
  readonly id: string;
  /** What must be, as a sentence. */
  readonly description: string;
  /** It holds in production alone. */
  readonly productionOnly?: boolean;
  /** Of an `auth0.Client`. */
  readonly application?: Judge<Application>;
  /** Of an `auth0.ResourceServer`. */
  readonly api?: Judge<Api>;
  /** Of an `auth0.ClientGrant`, which may be the registrar's. */
  readonly grant?: (grant: Grant, ofRegistrar: boolean) => readonly string[];
}

/** What the registrar needs of the Management API, and what nobody else does. */
const managementScopes: readonly string[] = ['create:clients'];

const grantTypes: readonly string[] = ['authorization_code', 'refresh_token', 'client_credentials'];

const urlsOf = (application: Application): readonly string[] => [
  ...new Set([
    ...(application.callbacks ?? []),
    ...(application.allowedLogoutUrls ?? []),
    ...(application.webOrigins ?? []),
    ...(application.allowedOrigins ?? []),
  ]),
];

/** By its form: a program that is not this one may be for any tenant. */
const isManagementApi = (audience: string): boolean => /^https:\/\/[^/]+\/api\/v2\/$/.test(audience);

const scopesOf = ({ allowAllScopes, scopes }: Grant): readonly string[] => [
  ...(allowAllScopes === true ? ['all scopes'] : []),
  ...(scopes ?? []),
];

/** What no tenant should be. The program holds itself to them before its first resource; `policy/` asks them of any program. */
export const guardrails: readonly Guardrail[] = [
  {
    id: 'production-urls',
    description: 'In production, every URL of an application is a public one on https.',
    productionOnly: true,
    application: (application) =>
      urlsOf(application)
        .filter((url) => url.startsWith('http:') || isLoopbackUrl(url))
        .map((url) => `has ${url}, in a production stack. Use a public https URL.`),
  },
  {
    id: 'wildcards',
    description: 'No URL of an application has a wildcard.',
    application: (application) =>
      urlsOf(application)
        .filter((url) => url.includes('*'))
        .map((url) => `has ${url}: a wildcard lets strangers receive codes. Write every URL out.`),
  },
  {
    id: 'grant-types',
    description: `Applications use the grants ${grantTypes.join(', ')} alone.`,
    application: (application) =>
      (application.grantTypes ?? ['implicit'])
        .filter((type) => !grantTypes.includes(type))
        .map(
          (type) =>
            `may use the grant type ${type}. Use ${grantTypes.join(', ')} alone (RFC 9700 §2.1.2, §2.4).`,
        ),
  },
  {
    id: 'signing-algorithm',
    description: 'Tokens are signed with RS256.',
    application: ({ jwtConfiguration }) =>
      jwtConfiguration?.alg === 'RS256' ? [] : ['does not sign with RS256. State jwtConfiguration.alg.'],
    api: ({ signingAlg }) => (signingAlg === 'RS256' ? [] : ['does not sign with RS256. State signingAlg.']),
  },
  {
    id: 'management-grant',
    description: `Nobody may do more on the Management API than ${managementScopes.join(', ')}.`,
    grant: (grant, ofRegistrar) =>
      isManagementApi(grant.audience)
        ? scopesOf(grant)
            .filter((scope) => !ofRegistrar || !managementScopes.includes(scope))
            .map(
              (scope) =>
                `may have ${scope} on the Management API. Grant ${managementScopes.join(', ')} to the registrar alone.`,
            )
        : [],
  },
  {
    id: 'callbacks',
    description: 'An application that people log in to has a callback.',
    application: ({ callbacks, grantTypes: given }) =>
      given?.includes('authorization_code') !== true || (callbacks ?? []).length > 0
        ? []
        : [
            "has no callback: nobody can log in. State one; those of OmniChat's application come of omnichat:clients and omnichat:callbackUrls.",
          ],
  },
];

const applicationsOf = ({ connector, registrar, publicConnector }: DesiredTenant) =>
  [connector, registrar, publicConnector].flatMap((application) => application ?? []);

/**
 * What a tenant must not be, whatever the settings are. The program asks before it registers its first resource, so that neither
 * engine sends anything; the settings are checked before that, and have their own words for what a person wrote.
 */
export const breachesOf = (
  tenant: DesiredTenant,
  { production }: Pick<Settings, 'production'>,
): readonly Breach[] =>
  guardrails
    .filter(({ productionOnly }) => !productionOnly || production)
    .flatMap(({ id, application, api, grant }) => {
      const breaches = (name: string, judged: readonly string[] = []) =>
        judged.map((message) => ({ id, message: `${name} ${message}` }));
      const { resourceServer } = tenant.api;
      return [
        ...applicationsOf(tenant).flatMap((each) => [
          ...breaches(each.client.name ?? 'An application', application?.(each.client)),
          ...breaches(each.client.name ?? 'An application', grant?.(each.grant, each === tenant.registrar)),
        ]),
        ...(tenant.thirdPartyGrant
          ? breaches('The grant of third parties', grant?.(tenant.thirdPartyGrant, false))
          : []),
        ...breaches(resourceServer.name ?? resourceServer.identifier, api?.(resourceServer)),
      ];
    });
