import { cp, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import {
  type Answer,
  beginCommandLine,
  type CommandResult,
  commandLine,
  type RunningCommand,
} from './command-line.ts';
import { freePort } from './free-port.ts';
import { onceEach } from './once-each.ts';
import { type SpawnedCommand, spawnCommand } from './spawned-command.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { copyTenantKeys } from '../tenants/tenant-keys.ts';

/** A project of its own, with this repository's program and a tenant on a port of its own. */
export interface LocalProject {
  readonly directory: string;
  readonly domain: string;
  readonly tenantDirectory: string;
  /** Writes a stack's file, by default that of `local`; without settings it has the setup guide's values. */
  configure(
    settings?: Readonly<Record<string, unknown>>,
    options?: { readonly stack?: string; readonly domain?: string },
  ): Promise<void>;
  run(...words: string[]): Promise<CommandResult>;
  /** Runs with more in the environment, or interrupted. */
  runWith(
    options: {
      readonly environment?: NodeJS.ProcessEnv;
      readonly interrupted?: AbortSignal;
      readonly answers?: readonly Answer[];
    },
    ...words: string[]
  ): Promise<CommandResult>;
  /** Begins what lasts, and ends with the test at the latest. */
  begin(...words: string[]): RunningCommand;
  /** Starts the command line as a process of its own. */
  spawn(...words: string[]): SpawnedCommand;
}

const repository = resolve(import.meta.dirname, '../../..');

/** This process's, without what would lead a command out of the project. */
const {
  OMNICHAT_TENANT_DIR: _directory,
  GITHUB_ENV: _file,
  FORCE_COLOR: _color,
  ...ownEnvironment
} = process.env;

/** Makes such a project in a folder that goes with the test, or with the test file. Its tenant has its keys, and nothing else. */
export async function localProject({
  lifetime = 'test',
}: { lifetime?: 'test' | 'run' } = {}): Promise<LocalProject> {
  const directory = await temporaryFolder({ lifetime });
  const tenantDirectory = join(directory, '.local-tenant');
  await copyTenantKeys(tenantDirectory);
  const domain = `localhost:${await freePort()}`;
  await symlink(join(repository, 'infra'), join(directory, 'infra'));
  await writeFile(
    join(directory, 'Pulumi.yaml'),
    stringify({ name: 'omnichat-auth0', main: join('infra', 'index.ts'), runtime: 'nodejs' }),
  );
  const project = projectIn(directory, domain);
  await project.configure();
  return project;
}

const deployed = onceEach(deploy);

/**
 * A project whose stack was deployed with these settings, by default the setup guide's values: a copy of one that is deployed once a
 * process. All with the same settings have the same domain, so that only one of them can be served at a time.
 */
export async function deployedProject(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<LocalProject> {
  return copiedProject(await deployed(settings));
}

let started: ReturnType<typeof start> | undefined;

/** A project after its first `start`, and what that printed: a copy of one, as {@link deployedProject}. */
export async function startedProject(): Promise<LocalProject & { readonly first: CommandResult }> {
  const { project, first } = await (started ??= start());
  return { ...(await copiedProject(project)), first };
}

/** A copy of a project, with the same domain. */
export async function copiedProject(
  { directory: original, domain }: LocalProject,
  { lifetime = 'test' }: { lifetime?: 'test' | 'run' } = {},
): Promise<LocalProject> {
  const directory = await temporaryFolder({ lifetime });
  await cp(original, directory, { recursive: true, verbatimSymlinks: true });
  return projectIn(directory, domain);
}

async function deploy(settings: Readonly<Record<string, unknown>>): Promise<LocalProject> {
  const project = await localProject({ lifetime: 'run' });
  await project.configure(settings);
  const { exitCode, stderr } = await project.run('up', '--deploy-only');
  if (exitCode !== 0) throw new Error(`up ended with ${exitCode}: ${stderr}`);
  return project;
}

async function start() {
  const project = await localProject({ lifetime: 'run' });
  const first = await project.run('start');
  if (first.exitCode !== 0) throw new Error(`start ended with ${first.exitCode}: ${first.stderr}`);
  return { project, first };
}

/** The project that is in a folder. */
export function projectIn(directory: string, domain: string): LocalProject {
  const project: LocalProject = {
    directory,
    domain,
    tenantDirectory: join(directory, '.local-tenant'),
    configure: (settings = {}, { stack = 'local', domain: stackDomain = domain } = {}) =>
      writeFile(
        join(directory, `Pulumi.${stack}.yaml`),
        stringify({
          config: {
            'auth0:domain': stackDomain,
            ...Object.fromEntries(
              Object.entries(settings).map(([name, value]) => [`omnichat:${name}`, value]),
            ),
          },
        }),
      ),
    run: (...words) => project.runWith({}, ...words),
    runWith: ({ environment, ...options }, ...words) =>
      commandLine(['-C', directory, ...words], {
        ...options,
        environment: { ...ownEnvironment, ...environment },
        project: directory,
      }),
    begin: (...words) => {
      const command = beginCommandLine(['-C', directory, ...words], {
        environment: ownEnvironment,
        project: directory,
      });
      onTestFinished(async () => {
        command.interrupt();
        await command.end();
      });
      return command;
    },
    spawn: (...words) =>
      spawnCommand(['-C', directory, ...words], { environment: ownEnvironment, project: directory }),
  };
  return project;
}
