import type { Exchange } from '../exchange.ts';
import { type Remedy, serverVariable } from '../remedy.ts';
import type { Target } from '../target.ts';

/** An answer of the server at the resource URL. */
interface ServersAnswer {
  readonly answer: Exchange;
  readonly isOmniChats: boolean;
}

/** What mends an answer, unless the server itself failed (RFC 9110 §15.6.1): then it says nothing of its settings. */
function unlessFailed({ status }: Exchange, remedy: Remedy | undefined): Remedy | undefined {
  return status === 500 ? undefined : remedy;
}

/** What mends an answer, unless the server failed; where another server than OmniChat's answered, what mends that. */
export function unlessStrangers(
  { answer, isOmniChats }: ServersAnswer,
  target: Target,
  remedy: Remedy | undefined,
): Remedy | undefined {
  return isOmniChats ? unlessFailed(answer, remedy) : strangersServer(answer, target);
}

/**
 * {@link unlessStrangers}, and where a server has nothing at the address that was called: it has no protected route there, or another
 * RESOURCE_URL.
 *
 * @param mount what a person does where it is the first @default mounts a route, or names another
 */
export function unlessUnserved(
  served: ServersAnswer,
  target: Target,
  remedy: Remedy | undefined,
  mount = mountsRoute(target),
): Remedy | undefined {
  const { answer } = served;
  const isUnserved = answer.status === 404;
  return unlessStrangers(served, target, isUnserved ? noProtectedRoute(answer, target, mount) : remedy);
}

function strangersServer({ url }: Exchange, { stack }: Target): Remedy {
  const { origin } = new URL(url);
  const elsewhere = stack === undefined ? 'RESOURCE_URL' : `omnichat:resourceUrl in Pulumi.${stack}.yaml`;
  return {
    setting: `the server at ${origin}, which has none of OmniChat's endpoints`,
    before:
      `start OmniChat's server there in place of the one that answers, or mount the connector's endpoints in that one, as ` +
      `docs/connector.md says; where OmniChat's server is elsewhere, write its URL into ${elsewhere}`,
  };
}

function noProtectedRoute({ url }: Exchange, target: Target, mount: string): Remedy {
  const { pathname } = new URL(url);
  const nothing = `or the route ${pathname}: nothing that is protected answers there`;
  const { stack, protectedRoute } = target;
  if (protectedRoute !== undefined && new URL(protectedRoute, url).pathname === pathname) {
    const file = stack === undefined ? "the stack's file" : `Pulumi.${stack}.yaml`;
    return {
      setting: `omnichat:protectedRoute in ${file}, ${nothing}`,
      before:
        'delete that line where the resource URL itself is protected, or name a route in it that GET reads, or mount a ' +
        'protected one there, as docs/connector.md says',
    };
  }
  const { setting, ...variable } = serverVariable(target, 'RESOURCE_URL');
  return {
    setting: `${setting}, ${nothing}`,
    before: mount,
    ...variable,
  };
}

/** What a person does where MCP clients find nothing. */
export const mountsMcpServer = 'mount an MCP server there, as docs/connector.md says';

function mountsRoute({ stack }: Target): string {
  const mount = 'mount a protected route there, as docs/connector.md says';
  if (stack === undefined) return mount;
  return `${mount}, or name one that it has: write "omnichat:protectedRoute: /…" below config: in Pulumi.${stack}.yaml`;
}
