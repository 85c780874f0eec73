/** What `omnichat-auth0/connector` gives to another project. */
export type { AccessToken } from './access-token.ts';
export type { AuthorizationEvent, AuthorizationLog } from './authorization-log.ts';
export {
  type Connector,
  type ConnectorOptions,
  type ConnectorRateLimits,
  createConnector,
} from './connector.ts';
export type { Handler, RequestContext } from './endpoint.ts';
export type { ApiScope } from './protected-resource-metadata.ts';
export type { ProtectedRoute } from './protected-route.ts';
export type { RateLimit } from './rate-limiter.ts';
export { type ConnectorSettings, ConnectorSettingsError, parseConnectorSettings } from './settings.ts';
