import { isDeepStrictEqual } from 'node:util';
import { chatgptConnectorId } from '../../infra/chatgpt.ts';
import {
  clientAt,
  declaredClients,
  knownClients,
  type McpClient,
  standsForAnyPort,
} from '../../infra/declared-clients.ts';
import { customDomainIn, publicOutputs, type StackOutputs } from '../../infra/outputs.ts';
import type { Settings } from '../../infra/settings/settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';

/** A setting that was written after the stack was deployed. */
export interface UndeployedSetting {
  /** As the stack's file has it, such as `omnichat:registration`. */
  readonly key: string;
  /** What it stands for in the file, and in the deployed stack. */
  readonly written: unknown;
  readonly deployed: unknown;
}

/**
 * The settings that the outputs of the deployed stack bear another value of. Outputs that an older program did not export tell
 * nothing, and `omnichat:production` leaves no trace in any.
 */
export function undeployedSettings(settings: Settings, outputs: StackOutputs): readonly UndeployedSetting[] {
  const declared = publicOutputs(settings, desiredTenant(settings));
  const clients = [...knownClients, ...declaredClients(settings)];
  return Object.entries(traces).flatMap(([key, trace]) => {
    const [written, deployed] = [trace(declared, clients), trace(outputs, clients)];
    return deployed === undefined || isDeepStrictEqual(written, deployed) ? [] : [{ key, written, deployed }];
  });
}

/** Where each setting is seen in the outputs. */
const traces: Readonly<
  Record<string, (outputs: Partial<StackOutputs>, clients: readonly McpClient[]) => unknown>
> = {
  'auth0:domain': ({ domain }) => domain,
  'omnichat:customDomain': ({ issuer, domain }) =>
    issuer === undefined || domain === undefined ? undefined : (customDomainIn({ issuer, domain }) ?? 'none'),
  'omnichat:apiIdentifier': ({ audience }) => audience,
  'omnichat:resourceUrl': ({ resourceUrl }) => resourceUrl,
  'omnichat:registration': ({ registration }) => registration,
  'omnichat:applicationUrls': ({ allowedOrigins }, clients) =>
    allowedOrigins?.filter((origin) => !clients.some(({ pageOrigins = [] }) => pageOrigins.includes(origin))),
  'omnichat:chatgptConnectorIds': ({ redirectUris }) => redirectUris?.filter(isOfConnector),
  'omnichat:clients': ({ redirectUris }, clients) =>
    redirectUris && [...new Set(redirectUris.flatMap((uri) => clientAt(uri, clients)?.name ?? []))],
  'omnichat:callbackUrls': ({ redirectUris }, clients) =>
    redirectUris?.filter(
      (uri) => !isOfConnector(uri) && !standsForAnyPort(uri) && !isOfOtherClient(uri, clients),
    ),
};

const isOfOtherClient = (uri: string, clients: readonly McpClient[]) =>
  (clientAt(uri, clients)?.name ?? 'chatgpt') !== 'chatgpt';

const isOfConnector = (uri: string) => chatgptConnectorId(uri) !== undefined;
