/** The redirect URI of all of ChatGPT's connectors, with an issuer that meets RFC 9207 (OpenAI "Authentication", redirect URLs). */
export const chatgptStableCallbackUrl = 'https://chatgpt.com/connector_platform_oauth_redirect';

/** ChatGPT's fixed redirect URIs: the stable one, and that of the app review (OpenAI "Authentication"; OmniChat's setup guide, step 2.2). */
export const chatgptCallbackUrls = [
  chatgptStableCallbackUrl,
  'https://platform.openai.com/apps-manage/oauth',
] as const;

/** The redirect URI of one connector, with the id that OpenAI assigns (OpenAI "Authentication", redirect URLs). */
export const chatgptConnectorCallbackUrl = (id: string) => `https://chatgpt.com/connector/oauth/${id}`;

/** The id of the connector whose redirect URI this is, to the character; undefined of any other URL. */
export function chatgptConnectorId(callbackUrl: string): string | undefined {
  return /^https:\/\/chatgpt\.com\/connector\/oauth\/([A-Za-z0-9_-]{1,128})$/.exec(callbackUrl)?.[1];
}

/** Where ChatGPT's client ID metadata document is: one for all connectors, or that of one (OpenAI "Authentication", CIMD). */
export const chatgptClientIdUrl = (connectorId?: string) =>
  `https://chatgpt.com/oauth/${connectorId === undefined ? '' : `${connectorId}/`}client.json`;
