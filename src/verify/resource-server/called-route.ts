import { resourceUrl, type Source } from '../evidence.ts';

/** A route of OmniChat's server that wants a token. */
interface CalledRoute {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
}

/** What is called to see who is let in: the resource URL, as MCP clients call it, unless the target names another route. */
export const calledRoute: Source<CalledRoute> = {
  name: 'the protected route',
  given: true,
  gather: async ({ target: { protectedRoute }, client, evidence }) => {
    const url = new URL(await evidence(resourceUrl));
    // A client is given the resource URL, and knows no other.
    return protectedRoute === undefined || client !== undefined
      ? { method: 'POST', url }
      : { method: 'GET', url: new URL(protectedRoute, url) };
  },
};
