import type { SettingValue } from '../../engine/stack-file-edit.ts';

/**
 * What a stack's file says of the URL that MCP clients are given. Such a client takes it for the API's identifier (RFC 9728 §3.3): both are
 * the same.
 */
export const serverSettings = (url: string): Readonly<Record<string, SettingValue>> => ({
  'omnichat:resourceUrl': url,
  'omnichat:apiIdentifier': url,
});
