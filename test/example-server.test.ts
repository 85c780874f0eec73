import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from './support/project/free-port.ts';
import { installPackage, linkPackages } from './support/project/installed-package.ts';
import { temporaryFolder } from './support/project/temporary-folder.ts';
import { clone, repository, type, typed } from './support/project/typed-lines.ts';

test(
  'the example of an MCP server goes with the tenant on this machine as its README says, and verify passes',
  { timeout: 240_000 },
  async () => {
    const folder = await clone();
    const notes = await temporaryFolder();
    const port = String(await freePort());
    await cp(join(repository, 'examples/mcp-server'), notes, { recursive: true });
    // What `npm install` gets from a registry is here already.
    await linkPackages(await installPackage(notes, 'packages/connector'), [
      '@modelcontextprotocol/server',
      'zod',
    ]);
    const page = await readFile(join(notes, 'README.md'), 'utf8');
    const [, ofTenant = [], ofServer = []] = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
      ([, block = '']) =>
        block
          .replaceAll('/path/to/notes', notes)
          .replaceAll('localhost:3000', `localhost:${port}`)
          .trim()
          .split('\n'),
    );

    for (const line of ofTenant.slice(0, -1))
      expect(await typed(folder, line), line).toMatchObject({ exitCode: 0 });
    const [serve = ''] = ofTenant.slice(-1);
    expect(serve).toMatch(/ tenant serve$/);
    const tenant = type(folder, serve);
    await vi.waitFor(() => expect(tenant.output()).toContain('Auth0 tenant'), 60_000);
    const [start = '', verify = ''] = ofServer;
    type(folder, start, { PORT: port });
    await vi.waitFor(() => fetch(`http://localhost:${port}/mcp`), 60_000);

    const verified = await typed(folder, verify);
    expect(verified.output).not.toContain('in place of the server');
    expect(verified, verified.output).toMatchObject({ exitCode: 0 });
  },
);
