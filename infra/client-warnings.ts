import { declaredClients, fittingMethod, isLoopbackUrl, unfitClients } from './declared-clients.ts';
import type { ClientAuthMethod, McpClient } from './mcp-clients.ts';

/** What makes a declared client work or fail with the predefined application. */
interface ApplicationSettings {
  readonly clients: readonly (string | McpClient)[];
  readonly production: boolean;
  readonly registration: string;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
}

/** What declared clients cannot do with the predefined application, and what to do: one sentence each. */
export function clientWarnings(settings: ApplicationSettings): readonly string[] {
  return [...unreachableWarnings(settings), ...methodWarnings(settings)];
}

/** A program on a person's machine cannot be told from another one there (Auth0, "Measures Against Application Impersonation"). */
function unreachableWarnings({ production, ...settings }: ApplicationSettings): readonly string[] {
  return declaredClients(settings).flatMap(({ name, title, callbackUrls, loopbackUrls }) => {
    const loopback = callbackUrls.filter(isLoopbackUrl);
    if (production && loopback.length > 0)
      return [
        `omnichat:clients ${name}: a production application redirects nobody to their own machine, and ${title} receives codes at ` +
          `${loopback.join(' and ')}. There it links only where it registers itself (docs/clients.md).`,
      ];
    return callbackUrls.length === 0 && loopbackUrls.length > 0
      ? [
          `omnichat:clients ${name}: ${title} listens on any free port, and Auth0 compares ports: it links only where it registers ` +
            'itself (docs/clients.md).',
        ]
      : [];
  });
}

/** Auth0 takes one method from each application (Auth0, "Application Settings", Authentication Methods). */
function methodWarnings({
  tokenEndpointAuthMethod: declared,
  registration,
  ...settings
}: ApplicationSettings): readonly string[] {
  // Whoever can register does, and chooses for itself.
  if (registration === 'native') return [];
  const clients = declaredClients(settings);
  const refused = unfitClients(clients, declared);
  if (refused.length === 0) return [];
  const fitting = fittingMethod(clients);
  const way =
    fitting === undefined
      ? 'No one method fits all of omnichat:clients: let those register themselves, or leave them out (docs/clients.md).'
      : `Set omnichat:tokenEndpointAuthMethod to ${fitting}, which all of omnichat:clients can.`;
  const named = refused.map(
    ({ title, tokenEndpointAuthMethods = [] }) => `${title} (${tokenEndpointAuthMethods.join(', ')})`,
  );
  return [
    `omnichat:tokenEndpointAuthMethod ${declared} is not how ${named.join(', ')} would sign in with the id and secret of the .env: ` +
      `after login and consent the token endpoint answers 401. ${way}`,
  ];
}
