import { isLoopbackUrl } from './declared-clients.ts';
import type { Settings } from './settings.ts';
import { type DesiredApplication, type DesiredTenant, managementAudience } from './tenant.ts';

/** A rule that the desired tenant breaks. */
interface Breach {
  /** The rule, stable: scripts hold on to it. */
  readonly id: string;
  /** What breaks it and what to do, as a sentence. */
  readonly message: string;
}

/** A rule that holds whatever the settings are: what breaks it, one sentence each. */
interface Guardrail {
  readonly id: string;
  readonly breaches: (tenant: DesiredTenant, settings: Settings) => readonly string[];
}

/** What the registrar needs of the Management API, and what nobody else does. */
const managementScopes: readonly string[] = ['create:clients'];

const grantTypes: readonly string[] = ['authorization_code', 'refresh_token', 'client_credentials'];

const applicationsOf = ({ connector, registrar, publicConnector }: DesiredTenant) =>
  [connector, registrar, publicConnector].flatMap((application) => application ?? []);

const urlsOf = ({ client }: DesiredApplication): readonly string[] => [
  ...(client.callbacks ?? []),
  ...(client.allowedLogoutUrls ?? []),
  ...(client.webOrigins ?? []),
  ...(client.allowedOrigins ?? []),
];

const guardrails: readonly Guardrail[] = [
  {
    id: 'production-urls',
    breaches: (tenant, { production }) =>
      production
        ? applicationsOf(tenant).flatMap((application) =>
            urlsOf(application)
              .filter((url) => url.startsWith('http:') || isLoopbackUrl(url))
              .map(
                (url) =>
                  `${application.client.name} has ${url}, in a production stack. Use a public https URL.`,
              ),
          )
        : [],
  },
  {
    id: 'wildcards',
    breaches: (tenant) =>
      applicationsOf(tenant).flatMap((application) =>
        urlsOf(application)
          .filter((url) => url.includes('*'))
          .map(
            (url) =>
              `${application.client.name} has ${url}: a wildcard lets strangers receive codes. Write every URL out.`,
          ),
      ),
  },
  {
    id: 'grant-types',
    breaches: (tenant) =>
      applicationsOf(tenant).flatMap(({ client }) =>
        (client.grantTypes ?? ['implicit'])
          .filter((type) => !grantTypes.includes(type))
          .map(
            (type) =>
              `${client.name} may use the grant type ${type}. Use ${grantTypes.join(', ')} alone (RFC 9700 §2.1.2, §2.4).`,
          ),
      ),
  },
  {
    id: 'signing-algorithm',
    breaches: (tenant) => [
      ...applicationsOf(tenant)
        .filter(({ client }) => client.jwtConfiguration?.alg !== 'RS256')
        .map(({ client }) => `${client.name} does not sign with RS256. State jwtConfiguration.alg.`),
      ...(tenant.api.resourceServer.signingAlg === 'RS256'
        ? []
        : [`${tenant.api.resourceServer.name} does not sign with RS256. State signingAlg.`]),
    ],
  },
  {
    id: 'management-grant',
    breaches: (tenant, { domain }) =>
      applicationsOf(tenant)
        .filter(({ grant }) => grant.audience === managementAudience(domain))
        .flatMap(({ client, grant }) =>
          [...(grant.allowAllScopes === true ? ['all scopes'] : []), ...(grant.scopes ?? [])]
            .filter(
              (scope) => client.name !== tenant.registrar?.client.name || !managementScopes.includes(scope),
            )
            .map(
              (scope) =>
                `${client.name} may have ${scope} on the Management API. Grant ${managementScopes.join(', ')} to the registrar alone.`,
            ),
        ),
  },
  {
    id: 'callbacks',
    breaches: ({ connector }) =>
      (connector.client.callbacks ?? []).length > 0
        ? []
        : [
            `${connector.client.name} has no callback: nobody can log in. Declare a client in omnichat:clients, or a URL in omnichat:callbackUrls.`,
          ],
  },
];

/**
 * What a tenant must not be, whatever the settings are. The program asks before it registers its first resource, so that neither
 * engine sends anything; the settings are checked before that, and have their own words for what a person wrote.
 */
export const breachesOf = (tenant: DesiredTenant, settings: Settings): readonly Breach[] =>
  guardrails.flatMap(({ id, breaches }) => breaches(tenant, settings).map((message) => ({ id, message })));
