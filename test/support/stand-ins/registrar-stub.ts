/** What the connector sent to Auth0. */
interface RegistrarRequest {
  url: string;
  authorization: string | null;
  body: unknown;
}

/** Auth0's side of a registration: token endpoint and `POST /api/v2/clients`, in place of `fetch`. */
export interface RegistrarStub {
  fetch: typeof fetch;
  tokenRequests: RegistrarRequest[];
  clientRequests: RegistrarRequest[];
  /** Answers the next requests to `path` with these, in turn, instead of a success. */
  answerNext: (path: '/oauth/token' | '/api/v2/clients', ...answers: (() => Response)[]) => void;
}

export const tokenLifetimeSeconds = 86_400;

export function createRegistrarStub(): RegistrarStub {
  const planned = new Map<string, (() => Response)[]>();
  const tokenRequests: RegistrarRequest[] = [];
  const clientRequests: RegistrarRequest[] = [];

  return {
    tokenRequests,
    clientRequests,
    answerNext: (path, ...answers) => planned.set(path, answers),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      const body: unknown = await request.json();
      const record = { url: request.url, authorization: request.headers.get('authorization'), body };
      if (pathname === '/oauth/token') tokenRequests.push(record);
      else if (pathname === '/api/v2/clients') clientRequests.push(record);
      else throw new Error(`unplanned request to ${request.url}`);

      const answer = planned.get(pathname)?.shift();
      if (answer !== undefined) return answer();
      if (pathname === '/oauth/token') {
        return Response.json({
          access_token: `management-token-${tokenRequests.length}`,
          token_type: 'Bearer',
          expires_in: tokenLifetimeSeconds,
        });
      }
      return Response.json(
        { ...(body as object), client_id: `tpc_${clientRequests.length}`, client_secret: 'never-handed-out' },
        { status: 201 },
      );
    },
  };
}
