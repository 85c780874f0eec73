import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientOf1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportOf1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as ClientOf120 } from 'mcp-sdk-1.20/client/index.js';
import { StreamableHTTPClientTransport as TransportOf120 } from 'mcp-sdk-1.20/client/streamableHttp.js';
import type { McpAccount } from './mcp-account.ts';

/** What an SDK's client does with a server, whichever SDK it is. */
export interface SdkConnection {
  /** Rejects where the person has to log in first. */
  readonly connect: () => Promise<void>;
  readonly toolNames: () => Promise<readonly string[]>;
  /** The structured content of the result. Rejects where the person has to log in once more. */
  readonly call: (tool: string) => Promise<unknown>;
  /** The whole result. */
  readonly answer: (tool: string) => Promise<unknown>;
  /** Takes what the redirect URI was called with, and becomes another connection. */
  readonly finishLogin: (answer: URLSearchParams) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Opens = (url: string, account: McpAccount, fetch: typeof globalThis.fetch) => SdkConnection;

interface AnyClient {
  connect(transport: unknown): Promise<void>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: object }): Promise<{ structuredContent?: unknown }>;
  close(): Promise<void>;
}

interface AnyTransport {
  finishAuth(code: string, iss?: string): Promise<void>;
}

/** The SDKs differ in their types alone, and not in what is used of them here. */
function opens(newClient: () => unknown, newTransport: (...of: Parameters<Opens>) => unknown): Opens {
  return (url, account, fetch) => {
    let client = newClient() as AnyClient;
    let transport = newTransport(url, account, fetch) as AnyTransport;
    return {
      connect: async () => {
        await client.connect(transport);
      },
      toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: async (name) => (await client.callTool({ name, arguments: {} })).structuredContent,
      answer: (name) => client.callTool({ name, arguments: {} }),
      finishLogin: async (answer) => {
        await transport.finishAuth(answer.get('code') ?? '', answer.get('iss') ?? undefined);
        await client.close();
        client = newClient() as AnyClient;
        transport = newTransport(url, account, fetch) as AnyTransport;
        await client.connect(transport);
      },
      close: () => client.close(),
    };
  };
}

const self = { name: 'test', version: '1.0.0' };

/** By the revision of MCP that each speaks. */
export const mcpSdks: Readonly<Record<string, Opens>> = {
  '@modelcontextprotocol/sdk 1.20.2': opens(
    () => new ClientOf120(self),
    (url, { provider }, fetch) =>
      new TransportOf120(new URL(url), { authProvider: provider as never, fetch }),
  ),
  '@modelcontextprotocol/sdk 1.32.2': opens(
    () => new ClientOf1(self),
    (url, { provider }, fetch) => new TransportOf1(new URL(url), { authProvider: provider as never, fetch }),
  ),
  '@modelcontextprotocol/client 2.4.0, revision 2025-11-25': opens(
    () => new Client(self),
    (url, { provider }, fetch) =>
      new StreamableHTTPClientTransport(new URL(url), { authProvider: provider as never, fetch }),
  ),
  '@modelcontextprotocol/client 2.4.0, revision 2026-07-28': opens(
    () => new Client(self, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    (url, { provider }, fetch) =>
      new StreamableHTTPClientTransport(new URL(url), { authProvider: provider as never, fetch }),
  ),
};
