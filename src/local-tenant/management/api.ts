import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { actionRoutes } from './actions/action-routes.ts';
import { bindingRoutes } from './actions/binding-routes.ts';
import { actionModuleRoutes } from './actions/modules/module-routes.ts';
import { actionVersionRoutes } from './actions/version-routes.ts';
import { attackProtectionRoutes } from './attack-protection.ts';
import { type Authenticate, authenticator, authorize } from './authorization.ts';
import { brandingRoutes } from './branding/branding-routes.ts';
import { pageTemplateRoutes } from './branding/page-template-routes.ts';
import { phoneProviderRoutes } from './branding/phone/phone-provider-routes.ts';
import { phoneTemplateRoutes } from './branding/phone/phone-template-routes.ts';
import { themeRoutes } from './branding/theme-routes.ts';
import { clientCredentialRoutes } from './clients/client-credentials.ts';
import { clientGrantRoutes } from './client-grants.ts';
import { clientRoutes } from './clients/client-routes.ts';
import { metadataDocumentRoutes } from './clients/metadata-documents/metadata-document-routes.ts';
import { connectionClientRoutes } from './connections/connection-clients.ts';
import { connectionRoutes } from './connections/connection-routes.ts';
import { connectionUserRoutes } from './connections/connection-user-routes.ts';
import { connectionKeyRoutes } from './connections/keys/connection-key-routes.ts';
import { directoryProvisioningRoutes } from './connections/provisioning/directory-routes.ts';
import { scimConfigurationRoutes } from './connections/provisioning/scim-routes.ts';
import { scimTokenRoutes } from './connections/provisioning/scim-token-routes.ts';
import { synchronizedGroupRoutes } from './connections/provisioning/synchronized-group-routes.ts';
import { emptyListRoutes } from './empty-lists.ts';
import { customDomainRoutes } from './custom-domains/custom-domain-routes.ts';
import { emailProviderRoutes } from './emails/email-provider-routes.ts';
import { emailTemplateRoutes } from './emails/email-template-routes.ts';
import { guardianFactorRoutes } from './guardian/guardian-factors.ts';
import { guardianSettingRoutes } from './guardian/guardian-setting-routes.ts';
import { ManagementError } from './errors.ts';
import { logRoutes } from './logs.ts';
import { logStreamRoutes } from './log-streams/log-stream-routes.ts';
import { networkAclRoutes } from './network-acls/network-acl-routes.ts';
import { notEmulatedPaths, notEmulated } from './not-emulated.ts';
import { organizationRoutes } from './organizations/organization-routes.ts';
import { promptContentRoutes } from './prompts/prompt-content-routes.ts';
import { promptRoutes } from './prompts/prompt-routes.ts';
import { screenRenderingRoutes } from './prompts/screen-rendering-routes.ts';
import { type ManagementWrite, managementEvent } from '../log/management-event.ts';
import { applicationOf } from '../log/named-in-events.ts';
import { issuerAt } from '../rules/issuer-at.ts';
import { managementRateLimiter, type RateLimits } from '../rate-limits/plan-limits.ts';
import { readJson, readJsonIfAny } from './request-body.ts';
import { resourceServerRoutes } from './resource-servers/resource-server-routes.ts';
import { signingKeyRoutes } from './signing-keys.ts';
import { roleRoutes } from './roles/role-routes.ts';
import type { ManagementContext, Route } from './route.ts';
import { tenantSettingsRoutes } from './tenant-settings/tenant-settings-routes.ts';
import { authenticationMethodRoutes } from './users/authentication-methods.ts';
import { enrollmentRoutes } from './users/enrollment-routes.ts';
import { userAccessRoutes } from './users/access-routes.ts';
import { refreshTokenRoutes } from './users/refresh-token-routes.ts';
import { sessionRoutes } from './users/session-routes.ts';
import { userBlockRoutes } from './users/user-block-routes.ts';
import { userRoutes } from './users/user-routes.ts';
import { parseBody, parseQuery } from './validation.ts';
import * as z from 'zod';

const noQuery = z.strictObject({});

/**
 * The Management API of one tenant, under `/api/v2`.
 */
export function createManagementApi(
  context: ManagementContext,
  rateLimits: RateLimits | undefined,
  authenticate: Authenticate = authenticator(context),
): Hono {
  const app = new Hono();
  const limit = rateLimits && managementRateLimiter(rateLimits, context.now);
  app.notFound((c) => refuse(c, new ManagementError(404, 'Not Found')));
  app.onError((error, c) => refuse(c, asManagementError(error)));
  if (limit) {
    app.use(async (c, next) => {
      const verdict = limit(c.req.method, c.req.path);
      for (const [name, value] of Object.entries(verdict?.headers ?? {})) c.header(name, value);
      if (verdict?.allowed === false) {
        throw new ManagementError(429, 'Global limit has been reached', 'too_many_requests');
      }
      await next();
    });
  }
  const serve = (route: Route) =>
    app.on(route.method, `/api/v2${route.path}`, (c) => answer(c, route, context, authenticate));
  // Of what is below them, nothing else is served.
  [
    ...emptyListRoutes(),
    ...promptContentRoutes(context),
    ...screenRenderingRoutes(context),
    ...actionRoutes(context),
    ...actionVersionRoutes(context),
    ...actionModuleRoutes(context),
    ...bindingRoutes(context),
    ...guardianFactorRoutes(context),
    ...guardianSettingRoutes(context),
    ...authenticationMethodRoutes(context),
    ...enrollmentRoutes(context),
    ...userAccessRoutes(context),
    ...sessionRoutes(context),
    ...refreshTokenRoutes(context),
  ].forEach(serve);
  for (const path of notEmulatedPaths) {
    app.all(`/api/v2/${path}/*`, (c) => refuse(c, notEmulated(`${c.req.method} ${c.req.path}`)));
  }
  routes(context).forEach(serve);
  return app;
}

function routes(context: ManagementContext): readonly Route[] {
  return [
    ...metadataDocumentRoutes(context),
    ...clientRoutes(context),
    ...clientCredentialRoutes(context),
    ...resourceServerRoutes(context),
    ...clientGrantRoutes(context),
    ...tenantSettingsRoutes(context),
    ...connectionRoutes(context),
    ...connectionClientRoutes(context),
    ...connectionUserRoutes(context),
    ...connectionKeyRoutes(context),
    ...directoryProvisioningRoutes(context),
    ...synchronizedGroupRoutes(context),
    ...scimConfigurationRoutes(context),
    ...scimTokenRoutes(context),
    ...attackProtectionRoutes(context),
    ...customDomainRoutes(context),
    ...logStreamRoutes(context),
    ...networkAclRoutes(context),
    ...logRoutes(context),
    ...promptRoutes(context),
    ...brandingRoutes(context),
    ...themeRoutes(context),
    ...pageTemplateRoutes(context),
    ...phoneProviderRoutes(context),
    ...phoneTemplateRoutes(context),
    ...emailProviderRoutes(context),
    ...emailTemplateRoutes(context),
    ...signingKeyRoutes(context),
    ...roleRoutes(context),
    ...userRoutes(context),
    ...userBlockRoutes(context),
    ...organizationRoutes(context),
  ];
}

async function answer(
  c: Context,
  route: Route,
  context: ManagementContext,
  authenticate: Authenticate,
): Promise<Response> {
  const { domain, store, events } = context;
  const issuer = issuerAt(new URL(c.req.url).host, { domain, read: store.read }) ?? `https://${domain}/`;
  const { scopes, clientId } = await authenticate(c.req.header('authorization'), issuer);
  const { method, path } = c.req;
  const log = (came: Omit<ManagementWrite, 'method' | 'path'>) => {
    if (method === 'GET') return;
    events.add({ ...managementEvent({ method, path, ...came }), ...applicationOf(context, clientId) });
  };
  try {
    authorize(scopes, route.scopes);
    const query = parseQuery(route.query ?? noQuery, queryOf(c));
    const read = route.bodyIsOptional ? readJsonIfAny : readJson;
    const sent = route.body && parseBody(route.body, await read(c.req.raw));
    const { status, body } = await route.handle({ params: c.req.param(), query, body: sent, scopes });
    log({ status, sent, answer: body });
    return body === undefined ? c.body(null, status) : c.json(body as object, status as ContentfulStatusCode);
  } catch (error) {
    if (error instanceof ManagementError) log({ status: error.status, refusal: error.message });
    throw error;
  }
}

/** A parameter that is given once is a string, otherwise a list. `name[0]`, `name[1]` are always one, as the Auth0 CLI writes it. */
function queryOf(c: Context): Readonly<Record<string, string | string[] | undefined>> {
  const parameters = new Map<string, string | string[]>();
  for (const [asked, values] of Object.entries(c.req.queries())) {
    const name = asked.replace(/\[\d+\]$/, '');
    const [first = '', ...others] = [parameters.get(name) ?? [], values].flat();
    parameters.set(name, asked === name && others.length === 0 ? first : [first, ...others]);
  }
  return Object.fromEntries(parameters);
}

function refuse(c: Context, error: ManagementError): Response {
  if (error.challenge !== undefined) c.header('WWW-Authenticate', error.challenge);
  return c.json(error.toBody(), error.status);
}

function asManagementError(error: Error): ManagementError {
  return error instanceof ManagementError ? error : new ManagementError(500, error.message);
}
