import { chatgptConnectorCallbackUrl, chatgptConnectorId, chatgptStableCallbackUrl } from './chatgpt.ts';
import { type ClientAuthMethod, type McpClient, mcpClients } from './mcp-clients.ts';
import { isLoopbackHost, isPrivateUseUrl } from './web-address.ts';

export type { ClientAuthMethod, McpClient } from './mcp-clients.ts';
export { isPrivateUseUrl };

/** The settings that say which clients there are. */
interface ClientSettings {
  /** Clients that are known, by name, and others as rows of the same kind. */
  readonly clients: readonly (string | McpClient)[];
  readonly chatgptConnectorIds: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly production: boolean;
  readonly registration: string;
}

/** The clients whose addresses are known without a setting. */
export const knownClients: readonly McpClient[] = mcpClients;

/** The clients that a stack declares. */
export function declaredClients({ clients }: Pick<ClientSettings, 'clients'>): readonly McpClient[] {
  return clients.flatMap((client) =>
    typeof client === 'string' ? knownClients.filter(({ name }) => name === client) : [client],
  );
}

/** The declared clients that have a client ID metadata document. */
export const documentsOf = (settings: Pick<ClientSettings, 'clients'>) =>
  declaredClients(settings).flatMap(({ clientIdMetadataUrl, ...client }) =>
    clientIdMetadataUrl === undefined ? [] : [{ ...client, clientIdMetadataUrl }],
  );

/** Where the predefined application may redirect to: to the declared clients, and where the stack says besides. */
export function applicationCallbacks(settings: ClientSettings): readonly string[] {
  const urls = [
    ...declaredClients(settings).flatMap((client) => callbacksOf(client, settings)),
    ...settings.callbackUrls,
  ];
  return [...new Set(urls)];
}

/** What a client's callbacks add to an application: in production nothing on a person's own machine. */
function callbacksOf(
  { name, callbackUrls }: McpClient,
  { chatgptConnectorIds, production }: ClientSettings,
): readonly string[] {
  const urls = [
    ...callbackUrls,
    ...(name === 'chatgpt' ? chatgptConnectorIds.map(chatgptConnectorCallbackUrl) : []),
  ];
  return production ? urls.filter((url) => !isLoopbackUrl(url)) : urls;
}

/**
 * What may be registered at OmniChat's `/register`: web addresses alone, for every program may take a private-use scheme for its own. A
 * broker makes each registrant a client of its own, with a port of its own.
 */
export function registrableUrls(settings: ClientSettings): readonly string[] {
  const anyPort = settings.registration === 'broker' && !settings.production;
  return [
    ...new Set([
      ...applicationCallbacks(settings).filter((url) => !isPrivateUseUrl(url)),
      ...(anyPort ? declaredClients(settings).flatMap(({ loopbackUrls }) => loopbackUrls) : []),
    ]),
  ];
}

/** Whether a registrant that becomes a client of its own may have a redirect URI, by what may be registered. */
export function isRegistrable(url: string, registrable: readonly string[]): boolean {
  return (
    registrable.includes(url) ||
    (registrable.includes(chatgptStableCallbackUrl) && chatgptConnectorId(url) !== undefined) ||
    registrable.some((portless) => isWithPort(url, portless))
  );
}

/** The client that has itself redirected to a URL; undefined of any other URL. */
export function clientAt(url: string, clients = knownClients): McpClient | undefined {
  return clients.find(
    ({ name, callbackUrls }) =>
      callbackUrls.includes(url) || (name === 'chatgpt' && chatgptConnectorId(url) !== undefined),
  );
}

/** Whether a URL is on a site that one of the clients redirects people to. */
export function isClientPage(url: string, clients = knownClients): boolean {
  const sites = clients.flatMap(({ callbackUrls }) => siteOrigins(callbackUrls));
  const origin = URL.parse(url)?.origin;
  return origin !== undefined && sites.includes(origin);
}

/** The origins of the sites that people are redirected to; a program on their own machine has none. */
export function siteOrigins(urls: readonly string[]): readonly string[] {
  const sites = urls.filter((url) => url.startsWith('https://') && !isLoopbackUrl(url));
  return [...new Set(sites.flatMap((url) => URL.parse(url)?.origin ?? []))];
}

/** The pages of declared clients that call from a browser without being where people are redirected to. */
export function clientPageOrigins(
  settings: Pick<ClientSettings, 'clients' | 'production'>,
): readonly string[] {
  const origins = declaredClients(settings).flatMap(({ pageOrigins = [] }) => pageOrigins);
  return settings.production ? origins.filter((origin) => !isLoopbackUrl(origin)) : origins;
}

/** Whether a URL is on the machine of the person who is redirected there. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(URL.parse(url)?.host ?? '');
}

/** Whether a client is a program on the person's own machine. */
export const onPersonsMachine = ({ callbackUrls, loopbackUrls }: McpClient): boolean =>
  [...callbackUrls, ...loopbackUrls].some(isLoopbackUrl);

/** Whether a URL stands for any port on loopback: plain http, and no port (RFC 8252 §7.3). */
export function standsForAnyPort(url: string): boolean {
  return url.startsWith('http:') && isLoopbackUrl(url) && new URL(url).port === '';
}

/** Whether a URL is another one that stands for any port, with a port in it; all else is compared to the character. */
export function isWithPort(url: string, portless: string): boolean {
  const bare = standsForAnyPort(portless) ? URL.parse(url) : null;
  if (bare?.href !== url) return false;
  bare.port = '';
  return bare.href !== url && bare.href === portless;
}

const secretMethods = ['client_secret_post', 'client_secret_basic'] as const;

/** The clients that would send an application's secret another way than it takes; those that take no secret are none of them. */
export function unfitClients(clients: readonly McpClient[], method: ClientAuthMethod): readonly McpClient[] {
  return clients.filter(({ tokenEndpointAuthMethods: methods = [] }) => {
    return secretMethods.some((each) => methods.includes(each)) && !methods.includes(method);
  });
}

/** The way to send a secret that all of the clients know; undefined where there is none. */
export const fittingMethod = (clients: readonly McpClient[]) =>
  secretMethods.find((method) => unfitClients(clients, method).length === 0);
