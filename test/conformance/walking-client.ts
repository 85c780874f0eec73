/** Usage: `node --import tsx walking-client.ts URL`: goes the way of `verify --as mcp` to an MCP server, for the suite to look at. */
import { clientGroups } from '../../src/verify/check-group.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { issuerTarget } from '../../src/verify/target.ts';
import { verify } from '../../src/verify/verify.ts';

const url = process.argv.at(-1) ?? '';
const { client_id: clientId, client_secret: clientSecret } = JSON.parse(
  process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}',
) as { readonly client_id?: string; readonly client_secret?: string };

const { checks } = await verify({
  target: issuerTarget(new URL(url).origin, {
    RESOURCE_URL: url,
    OAUTH_CLIENT_ID: clientId,
    OAUTH_CLIENT_SECRET: clientSecret,
  }),
  groups: clientGroups.filter(({ client }) => client?.name === 'mcp'),
  fetch,
  // Nobody is asked: the suite's authorization server redirects at once.
  user: createScriptedUser(fetch, { email: 'nobody@example.com', password: 'none' }),
  register: true,
});
for (const { status, id, evidence } of checks) process.stdout.write(`${status} ${id} ${evidence}\n`);
