import { mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildWholeProgram } from '../../src/cli/program.ts';
import type { CommandResult } from '../support/project/command-line.ts';
import { breakableFiles, fileSystem } from '../support/project/broken-files.ts';
import { copiedProject, deployedProject, type LocalProject } from '../support/project/local-project.ts';

breakableFiles();

/** A line of each command that reads or writes files. */
const lines = [
  'start',
  'init --domain localhost:4999 --yes',
  'doctor',
  'deployer create -s dev',
  'preview',
  'up --deploy-only',
  'adopt',
  'destroy --no-input',
  'env',
  'rotate connector --yes',
  'callbacks add abc123',
  'verify --only as-jwks-kid',
  'drift --out report.txt',
  'audit -s local --out report.txt',
  'mend set tenants/settings resourceParameterProfile=compatibility -s local --yes',
  'mend delete clients/none -s local --yes',
  'mend grant none https://omnichat.com/api files:read -s local --yes',
  'mend import https://client.example/metadata.json -s local --yes',
  'clients list',
  'clients prune --older-than 30d',
  'roles give user@example.com --role reader',
  'logs',
  'token',
  'open -s dev --print',
  'tenant serve',
  'tenant exec -- true',
  'tenant env',
  'tenant export',
  'tenant domains add login.localhost',
  'tenant factors enable otp',
  'tenant keys rotate',
  'tenant users add a@example.com --password A-long-enough-passw0rd',
  'tenant users set a@example.com --role reader',
  'connector serve',
];
/** They read nothing, or only to complete what somebody types; the last one only deletes. */
const withoutFiles = ['commands', 'completion', 'tenant reset'];

test('every command is looked at', async () => {
  const leaves = ({ commands }: Awaited<ReturnType<typeof buildWholeProgram>>, name = ''): string[] =>
    commands.flatMap((each) => {
      const path = `${name} ${each.name()}`.trim();
      return each.commands.length > 0 ? leaves(each, path) : [path];
    });
  const all = leaves(await buildWholeProgram());
  const missing = all.filter((name) => !lines.some((line) => `${line} `.startsWith(`${name} `)));
  expect(missing).toEqual(withoutFiles);
});

let prepared: Promise<LocalProject> | undefined;

/** A deployed project with its `.env`, and with a stack that is at Auth0: a copy of one, the same for all. */
const healthyProject = async () => copiedProject(await (prepared ??= prepare()));

async function prepare(): Promise<LocalProject> {
  const project = await copiedProject(await deployedProject(), { lifetime: 'run' });
  await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
  await project.run('env');
  return project;
}

/** One way in which a file is not what a command takes it for. */
type Damage = 'a folder' | 'a dangling link' | 'EACCES' | 'ENOSPC';

interface Usage {
  readonly file: string;
  readonly written: boolean;
}

/** What is served until somebody interrupts it is interrupted once it says how. */
async function run(project: LocalProject, line: string): Promise<CommandResult> {
  const command = project.begin(...line.split(' '), '--timeout', '30s');
  await command.said(/Ctrl-C/).catch(() => undefined);
  command.interrupt();
  return command.end();
}

const temporary = /\.\d+-[0-9a-f]{12}\.tmp$/;
const reads = new Set(['readFile']);
const writes = new Set(['open', 'writeFile', 'appendFile', 'rename', 'open file: writeFile']);

/** What a tenant cannot save while it is verified shows in the checks that fail. */
const isVerified = (line: string, file: string) => line === 'start' && file.endsWith('state.json');

/** Every command brings up the same tenant: so many of its files are tried by each, others by the next. */
const tenantFilesEach = 3;

/** The files of a project that a command uses, in order. */
async function usedBy(project: LocalProject, line: string): Promise<readonly Usage[]> {
  const used = new Map<string, Usage>();
  fileSystem.decide = ({ name, path }) => {
    const file = path.replace(temporary, '').slice(project.directory.length + 1);
    const isOurs = path.startsWith(`${project.directory}/`) && !/^infra|\.(lock|tmp|part)$/.test(file);
    const written = writes.has(name);
    if (isOurs && (written || reads.has(name)) && file !== '.local-tenant/tenant' && !isVerified(line, file))
      used.set(file, { file, written: written || (used.get(file)?.written ?? false) });
    return undefined;
  };
  await run(project, line);
  fileSystem.decide = () => undefined;
  const ofTenant = [...used.values()].filter(({ file }) => file.startsWith('.local-tenant/'));
  const first = (lines.indexOf(line) * tenantFilesEach) % Math.max(1, ofTenant.length);
  const looked = new Set(
    [...ofTenant, ...ofTenant].slice(first, first + Math.min(tenantFilesEach, ofTenant.length)),
  );
  return [...used.values()].filter((usage) => !ofTenant.includes(usage) || looked.has(usage));
}

async function damage({ directory }: LocalProject, { file }: Usage, how: Damage): Promise<void> {
  const path = join(directory, file);
  if (how !== 'a folder' && how !== 'a dangling link') return;
  await rm(path, { force: true, recursive: true });
  await (how === 'a folder'
    ? mkdir(path, { recursive: true })
    : symlink(join(directory, 'nowhere'), await withFolder(path)));
}

async function withFolder(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return path;
}

/** Has the operating system refuse the file, as it would on a disk that is full or to somebody else. */
function refuse({ directory }: LocalProject, { file, written }: Usage, how: Damage): void {
  if (how === 'a folder' || how === 'a dangling link') return;
  const failing = written ? writes : reads;
  const path = join(directory, file);
  fileSystem.decide = (operation) =>
    failing.has(operation.name) && operation.path.replace(temporary, '') === path ? how : undefined;
}

/** What a command may not have touched. */
async function held({ directory }: LocalProject): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.map(async (entry): Promise<[string, string]> => {
    const path = join(directory, entry.name);
    if (entry.isSymbolicLink()) return [entry.name, `-> ${await readlink(path)}`];
    return [entry.name, entry.isFile() ? await readFile(path, 'utf8') : 'a folder'];
  });
  return Object.fromEntries(await Promise.all(files));
}

const litter = async ({ directory }: LocalProject) =>
  (await readdir(directory, { recursive: true })).filter((file) => /\.(tmp|lock|part)$/.test(file));

const namesFile = (text: string, { directory }: LocalProject, file: string) =>
  text.includes(join(directory, file)) || (text.includes(directory) && text.includes(file));

const whatToDo =
  /\b(Free some|Have its owner|[Cc]hoose|Look at what|Restore|[Mm]ove|Make|[Nn]ame|start afresh|Run|Write it|Try again)\b/;

/** What is wrong with how a command ended on such a file; undefined where all is well. */
async function faultOf(
  project: LocalProject,
  line: string,
  usage: Usage,
  how: Damage,
): Promise<string | undefined> {
  await damage(project, usage, how);
  const before = await held(project);
  refuse(project, usage, how);
  const { exitCode, stdout, stderr } = await run(project, line);
  fileSystem.decide = () => undefined;
  const told = stderr.slice(Math.max(0, stderr.search(/^Error: /m)));
  const text = `${stdout}${told}`;
  // Behind a dangling link is nothing: what is missing may be made anew, or be nothing to speak of.
  const isRefused = how !== 'a dangling link';
  // To doctor a broken file is a finding.
  const refusals = line === 'doctor' ? [1, 2] : [1];
  const faults = [
    isRefused && !refusals.includes(exitCode) && `ended with ${exitCode}`,
    isRefused && !namesFile(text, project, usage.file) && 'names no path',
    isRefused && !whatToDo.test(text) && 'says not what to do',
    /^ {4}at /m.test(text) && 'shows a stack',
    isRefused && JSON.stringify(await held(project)) !== JSON.stringify(before) && 'changed files',
    (await litter(project)).length > 0 && `left ${(await litter(project)).join(' ')}`,
  ].filter((fault) => fault !== false);
  return faults.length === 0 ? undefined : `${how} for ${usage.file}: ${faults.join(', ')}\n${text}`;
}

describe('a project whose files are not what they should be is told with the path, and what to do', () => {
  test.each(lines)('by %s', { timeout: 120_000 }, async (line) => {
    const used = await usedBy(await healthyProject(), line);
    expect(used).not.toEqual([]);
    const faults: string[] = [];
    for (const [at, usage] of used.entries()) {
      const ways: readonly Damage[] = ['a folder', 'a dangling link', usage.written ? 'ENOSPC' : 'EACCES'];
      const how = ways[(at + lines.indexOf(line)) % ways.length] ?? 'a folder';
      const project = await healthyProject();
      const fault = await faultOf(project, line, usage, how);
      if (fault !== undefined) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });
});
