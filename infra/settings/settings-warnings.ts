import { clientWarnings } from '../client-warnings.ts';
import { declaredClients, isLoopbackUrl, onPersonsMachine } from '../declared-clients.ts';
import { planWarnings } from '../protection.ts';
import { isLoopbackHost } from '../web-address.ts';
import { mismatchReason } from './joint-problems.ts';
import type { Settings } from './settings.ts';
import { thirdPartyWarnings } from './third-parties.ts';

/** What is allowed but will not work with ChatGPT or another declared client, or with the plan: one sentence each, for the person who runs the program. */
export function settingsWarnings(settings: Settings): readonly string[] {
  return [
    ...mismatchWarnings(settings),
    ...bareOriginWarnings(settings),
    ...clientWarnings(settings),
    ...thirdPartyWarnings(settings),
    ...planWarnings(settings),
  ];
}

/** Clients built on URL objects write an origin with a slash, others without (seen: MCP TypeScript SDK 1.20, mcp-remote 0.15.1). */
function bareOriginWarnings({ apiIdentifier }: Settings): readonly string[] {
  const url = new URL(apiIdentifier);
  if (url.pathname !== '/' || url.search !== '') return [];
  return [
    `omnichat:apiIdentifier ${apiIdentifier} is a bare origin: some MCP clients ask for ${url.origin}/, others for ${url.origin}, and Auth0 compares ` +
      `to the character (RFC 8707 §2). Give it a path, such as ${url.origin}/mcp, in resourceUrl too, which replaces the API; or keep it, ` +
      'and link only clients that write it as it stands.',
  ];
}

function mismatchWarnings(settings: Settings): readonly string[] {
  const { domain, resourceUrl, apiIdentifier } = settings;
  if (resourceUrl === apiIdentifier) return [];
  const differs = `omnichat:resourceUrl ${resourceUrl} differs from omnichat:apiIdentifier ${apiIdentifier}`;
  if (!isLoopbackUrl(resourceUrl)) return [`${differs}: ${mismatchReason}`];
  if (!isLoopbackHost(domain))
    return [
      `${differs}: ${mismatchReason} ChatGPT cannot reach a loopback address either: use an HTTPS tunnel.`,
    ];
  // All of it is on this machine, as on the first day: only programs there can be given that URL.
  const local = declaredClients(settings)
    .filter(onPersonsMachine)
    .map(({ title }) => title);
  if (local.length === 0) return [];
  return [
    `${differs}: ${new Intl.ListFormat('en').format(local)} on this machine would be given the first, and link with the second alone (RFC 9728 §3.3).`,
  ];
}
