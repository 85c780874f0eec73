import type { Gathering } from '../evidence.ts';
import { answerTo, conclusive, conclusiveOfGateway, type Exchange } from '../exchange.ts';
import { calledRoute } from './called-route.ts';

interface FirstRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

const ofEveryRevision = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
};

const clientInfo = { name: 'omnichat-auth0-verify', version: '1' };

/** MCP 2026-07-28, "Discovery": no session, and every request says its revision. */
const discover: FirstRequest = {
  headers: { ...ofEveryRevision, 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' },
  body: {
    jsonrpc: '2.0',
    id: 1,
    method: 'server/discover',
    params: {
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': clientInfo,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  },
};

/** MCP 2025-11-25, "Lifecycle". */
const initialize: FirstRequest = {
  headers: ofEveryRevision,
  body: {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
  },
};

/**
 * Calls the resource as an MCP client begins: in the newest revision, and where that is not understood in the one before. A route that
 * the target names is read.
 */
export async function callResource(gathering: Gathering, token?: string): Promise<Exchange> {
  const { method, url } = await gathering.evidence(calledRoute);
  const send = async ({ headers, body }: Partial<FirstRequest>) => {
    const answer = await answerTo(gathering, url, {
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // A token is checked with keys that are fetched from elsewhere.
    return token === undefined ? conclusive(answer) : conclusiveOfGateway(answer);
  };
  if (method === 'GET') return send({});
  const answer = await send(discover);
  return notUnderstood.has(answer.status) ? send(initialize) : answer;
}

/** Neither let in nor kept out: Bad Request, Not Found, Method Not Allowed, Not Acceptable, Not Implemented. */
const notUnderstood = new Set([400, 404, 405, 406, 501]);
