import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { freePort } from '../support/project/free-port.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { deployStack, serveStack, type VerifiedStack } from '../support/verify/verified-stack.ts';

/** A tenant and OmniChat's server as other programs on this machine reach them. */
export interface LoopbackStack extends VerifiedStack {
  /** Holds the tenant's certificate authority, PEM. */
  readonly caFile: string;
  /**
   * Whoever follows the links in what a client prints, logs in and consents. A browser then calls the client.
   *
   * @throws where the login does not lead back to the client
   */
  readonly follow: (printed: string) => Promise<void>;
}

/**
 * Deploys a tenant for one test, and serves the connector at its resource URL.
 *
 * @param settings of the stack; by default clients register at the tenant, and the resource is `/mcp` on a port of this machine
 * @param environment variables of the connector over those of the stack
 */
export async function loopbackStack(
  settings: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<LoopbackStack> {
  const resourceUrl = settings['resourceUrl'] ?? `http://127.0.0.1:${await freePort()}/mcp`;
  const own = { registration: 'native', resourceUrl, apiIdentifier: resourceUrl };
  const stack = await serveStack(await deployStack({ ...own, ...settings }));
  await stack.serveConnector(environment, Number(new URL(resourceUrl).port));
  const caFile = join(await temporaryFolder(), 'ca.pem');
  await writeFile(caFile, stack.ca);
  const user = createScriptedUser(stack.fetch, testUser);
  return {
    ...stack,
    caFile,
    follow: async (printed) => {
      const [link] = /https:\S+\/authorize\?\S+/.exec(printed) ?? [];
      if (link === undefined) return;
      const request = new URL(link);
      const answer = await user.authorize(request, request.searchParams.get('redirect_uri') ?? '');
      if (answer.kind === 'page') throw new Error(`the login ended on a page: ${answer.message}`);
      // Some clients begin to listen when they have shown the link: a person is slower than that.
      await vi.waitFor(() => fetch(answer.url), 20_000);
    },
  };
}
