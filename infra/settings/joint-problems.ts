import { chatgptConnectorCallbackUrl } from '../chatgpt.ts';
import { clientAt } from '../declared-clients.ts';
import { isLoopbackHost } from '../web-address.ts';
import { quoted, type SettingsProblem } from './setting-problems.ts';

/** Why the URL of the server and the identifier of its API are to be one. */
export const mismatchReason =
  'ChatGPT takes the URL it was given for the protected resource, and tokens carry the API identifier (RFC 9728 §3.3, RFC 8707 §2).';

/** What is wrong with two settings of a production stack, told although others are unusable. */
export function differingUrlProblems(raw: Readonly<Record<string, unknown>>): readonly SettingsProblem[] {
  const { resourceUrl, apiIdentifier } = raw;
  if (typeof resourceUrl !== 'string' || typeof apiIdentifier !== 'string' || resourceUrl === apiIdentifier)
    return [];
  return [
    {
      key: 'omnichat:resourceUrl',
      value: quoted(resourceUrl),
      cure: `differs from omnichat:apiIdentifier ${quoted(apiIdentifier)}. Make them the same: ${mismatchReason}`,
    },
  ];
}

/** What is wrong with callback URLs that belong to a client, declared or not, told although others are unusable. */
export function clientsCallbackProblems(raw: Readonly<Record<string, unknown>>): readonly SettingsProblem[] {
  const { clients = ['chatgpt'], callbackUrls } = raw;
  const declared: readonly unknown[] = Array.isArray(clients) ? clients : [];
  const urls: readonly unknown[] = Array.isArray(callbackUrls) ? callbackUrls : [];
  return urls.flatMap((url, index) => {
    const cure = typeof url === 'string' ? ownCallbackCure(url, declared) : undefined;
    return cure === undefined ? [] : [{ key: `omnichat:callbackUrls[${index}]`, value: quoted(url), cure }];
  });
}

function ownCallbackCure(url: string, declared: readonly unknown[]): string | undefined {
  if (url.startsWith(chatgptConnectorCallbackUrl('')))
    return "is a ChatGPT connector's. Put its id into omnichat:chatgptConnectorIds.";
  const client = clientAt(url);
  if (client === undefined) return undefined;
  return declared.includes(client.name)
    ? `is ${client.title}'s own, which is registered already, because omnichat:clients has ${client.name}. Remove it.`
    : `is a callback of ${client.title}. Put ${client.name} into omnichat:clients instead.`;
}

/** Settings that are usable each by itself. */
interface UsableSettings {
  /** Undefined where it is not usable. */
  readonly domain: string | undefined;
  readonly customDomain?: string | undefined;
  readonly clients: readonly unknown[];
  readonly chatgptConnectorIds: readonly string[];
  readonly registration: string;
  readonly registrationNetworks: readonly string[];
  readonly ownUsers: boolean;
  readonly connections: readonly unknown[];
}

/** What is wrong with settings that do not go together. */
export function jointProblems(settings: UsableSettings): readonly SettingsProblem[] {
  const { chatgptConnectorIds, clients, registration, registrationNetworks, ownUsers, connections } =
    settings;
  const problems = [
    chatgptConnectorIds.length > 0 &&
      !clients.includes('chatgpt') && {
        key: 'omnichat:chatgptConnectorIds',
        value: quoted(chatgptConnectorIds),
        cure: 'belongs to a client that is not declared. Put chatgpt into omnichat:clients, or remove the ids.',
      },
    registrationNetworks.length > 0 &&
      registration !== 'native' && {
        key: 'omnichat:registrationNetworks',
        value: quoted(registrationNetworks),
        cure: "is about Auth0's own endpoint, which is closed. Set omnichat:registration to native, or remove the list.",
      },
    !ownUsers &&
      connections.length === 0 && {
        key: 'omnichat:ownUsers',
        value: 'false',
        cure: 'leaves nobody who could log in. Name a connection in omnichat:connections, or remove it.',
      },
  ];
  return [...problems.filter((problem) => problem !== false), ...customDomainProblems(settings)];
}

function customDomainProblems({ customDomain, domain }: UsableSettings): readonly SettingsProblem[] {
  if (customDomain === undefined || domain === undefined) return [];
  const host = domain.replace(/:\d+$/, '');
  const cure =
    customDomain === host
      ? `is auth0:domain. Leave it out, or write the tenant's own domain there, such as omnichat.eu.auth0.com: the Management API is at that one.`
      : isLoopbackHost(customDomain) !== isLoopbackHost(host) &&
        `and auth0:domain ${quoted(domain)} are not both on this machine. A custom domain leads to the tenant.`;
  return cure === false ? [] : [{ key: 'omnichat:customDomain', value: quoted(customDomain), cure }];
}
