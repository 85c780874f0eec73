import { symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type CommandResult, commandLine } from './command-line.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A project of its own, with this repository's program and a tenant on a port of its own. */
export interface LocalProject {
  readonly directory: string;
  readonly domain: string;
  readonly tenantDirectory: string;
  /** Writes `Pulumi.local.yaml`; without settings it has the setup guide's values. */
  configure(settings?: Readonly<Record<string, unknown>>): Promise<void>;
  run(...words: string[]): Promise<CommandResult>;
}

const repository = resolve(import.meta.dirname, '../..');

/** This process's, without what would lead a command out of the project. */
const { OMNICHAT_TENANT_DIR: _directory, GITHUB_ENV: _file, ...ownEnvironment } = process.env;

/** Makes such a project in a folder that goes with the test, or with the test file. */
export async function localProject({
  lifetime = 'test',
}: { lifetime?: 'test' | 'file' } = {}): Promise<LocalProject> {
  const directory = await temporaryFolder({ lifetime });
  const domain = `localhost:${await freePort()}`;
  await symlink(join(repository, 'infra'), join(directory, 'infra'));
  await writeFile(
    join(directory, 'Pulumi.yaml'),
    stringify({ name: 'omnichat-auth0', main: join('infra', 'index.ts'), runtime: 'nodejs' }),
  );
  const project: LocalProject = {
    directory,
    domain,
    tenantDirectory: join(directory, '.local-tenant'),
    configure: (settings = {}) =>
      writeFile(
        join(directory, 'Pulumi.local.yaml'),
        stringify({
          config: {
            'auth0:domain': domain,
            ...Object.fromEntries(
              Object.entries(settings).map(([name, value]) => [`omnichat:${name}`, value]),
            ),
          },
        }),
      ),
    run: (...words) => commandLine([...words, '-C', directory], { environment: ownEnvironment }),
  };
  await project.configure();
  return project;
}

/** A port that nobody listens on now. The stack's domain must be known before its tenant is served. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => {
    server.once('listening', ready);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return port;
}
