import type { ApiScope } from '../metadata/protected-resource-metadata.ts';

/** Tells ChatGPT which account was linked, where it gets no ID token (OpenAI, "Authentication", profile tool). */
export const profileTool = 'get_profile';

interface Demonstration {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scopes: readonly ApiScope[];
  readonly readOnly: boolean;
}

/** One tool for each scope, and the profile, which any token may ask for. */
const demonstrations: readonly Demonstration[] = [
  {
    name: 'list_files',
    title: 'List files',
    description: 'Lists the files of the user.',
    scopes: ['files:read'],
    readOnly: true,
  },
  {
    name: 'write_file',
    title: 'Write a file',
    description: 'Writes a file of the user.',
    scopes: ['files:write'],
    readOnly: false,
  },
  {
    name: 'read_chat',
    title: 'Read the chat',
    description: "Reads the user's chat history.",
    scopes: ['chat:read'],
    readOnly: true,
  },
  {
    name: 'send_message',
    title: 'Send a message',
    description: 'Sends a chat message for the user.',
    scopes: ['chat:write'],
    readOnly: false,
  },
  {
    name: 'run_command',
    title: 'Run a command',
    description: 'Runs a command over SSH.',
    scopes: ['ssh:execute'],
    readOnly: false,
  },
  {
    name: profileTool,
    title: 'Get the profile',
    description: 'Says which account is linked.',
    scopes: [],
    readOnly: true,
  },
];

/** `id` is the account's, whatever it is called (OpenAI, "Authentication", profile tool). */
const profileSchema = {
  type: 'object' as const,
  properties: { id: { type: 'string', minLength: 1 } },
  required: ['id'],
  additionalProperties: false,
};

/** What each tool needs, for `mcpRoutes`. */
export const demonstrationScopes: Readonly<Record<string, readonly ApiScope[]>> = Object.fromEntries(
  demonstrations.map(({ name, scopes }) => [name, scopes]),
);

/**
 * The tools as they are listed. `securitySchemes` stands beside the description and in `_meta`, where hosts look that know only MCP's
 * own fields (OpenAI, "Authentication", per-tool authentication).
 */
export const demonstrationTools = demonstrations.map(({ name, title, description, scopes, readOnly }) => {
  const securitySchemes = [{ type: 'oauth2', scopes: [...scopes] }];
  const isProfile = name === profileTool;
  return {
    name,
    title,
    description,
    inputSchema: { type: 'object' as const, additionalProperties: false },
    ...(isProfile && { outputSchema: profileSchema }),
    annotations: { readOnlyHint: readOnly, destructiveHint: !readOnly, openWorldHint: false },
    securitySchemes,
    _meta: { securitySchemes, ...(isProfile && { 'openai/profile': true }) },
  };
});
