/** What the package `omnichat-auth0-connector` gives to another project. */
export type { AccessToken } from './access/access-token.ts';
export type { AuthorizationEvent, AuthorizationLog } from './endpoint/authorization-log.ts';
export {
  type Connector,
  type ConnectorOptions,
  type ConnectorRateLimits,
  createConnector,
} from './connector.ts';
export type { Handler, RequestContext } from './endpoint/endpoint.ts';
export type { ApiScope } from './metadata/protected-resource-metadata.ts';
export { type McpRoutesOptions, mcpRoutes } from './mcp/mcp-routes.ts';
export type { Operation, ProtectedRoute } from './access/protected-route.ts';
export type { RateLimit } from './endpoint/rate-limiter.ts';
export { type ConnectorSettings, ConnectorSettingsError, parseConnectorSettings } from './settings.ts';
