import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Option } from 'commander';
import { registrationModes } from '../../../infra/settings.ts';
import { doctorCommand, dotenvCommand } from '../../engine/stack-commands.ts';
import { type SettingValue, withSettings } from '../../engine/stack-file-edit.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import {
  type CommandDefinition,
  type GlobalOptions,
  type Handler,
  type Invocation,
  onlyStack,
} from '../invocation.ts';
import { agreed } from '../person.ts';
import { serverSettings } from '../stack/server-settings.ts';
import { diffText, editStackFile, writeStackEdit } from '../stack/stack-edit.ts';

interface InitOptions {
  readonly domain?: string;
  readonly production?: boolean;
  readonly serverUrl?: string;
  readonly registration?: string;
  readonly yes?: boolean;
}

/** `init`: write a stack's file, with the checks that a deploy makes; and what Pulumi needs around it where that is missing. */
export const defineInit: CommandDefinition = (command, run) => {
  command
    .option('--domain <domain>', "the tenant's, as Auth0 shows it")
    .option('--production', 'real users depend on the tenant')
    .option('--server-url <url>', "where OmniChat's server answers, as ChatGPT is given it")
    .addOption(new Option('--registration <mode>', 'how clients are registered').choices(registrationModes))
    .option('--yes', 'change a file that is there without asking')
    .action(run<InitOptions>(init));
};

const init: Handler<InitOptions> = async (options, invocation) => {
  const { terminal } = invocation;
  const stack = onlyStack(options);
  const project = await missingProjectFiles(options.directory);
  const stackFile = join(options.directory, `Pulumi.${stack}.yaml`);
  const settings = await settingsOf(options, existsSync(stackFile), invocation);
  // The stack's file is checked within its project, which has to be there by then.
  for (const { path, text } of project) await writeFile(path, text, { flag: 'wx' });
  const edit = await editStackFile({ ...options, stack }, (text) =>
    withSettings(text === '' ? `# OmniChat's Auth0 tenant: stack ${stack}.\nconfig:\n` : text, settings),
  ).catch(async (error: unknown) => {
    for (const { path } of project) await rm(path);
    throw error;
  });
  const written = await write(edit, options, invocation);
  const next = [edit.external ? dotenvCommand({ stack }) : doctorCommand({ stack })];
  const shown = (path: string) => relative(options.directory, path);
  if (options.json) {
    const files = [...project.map(({ path }) => path), ...(written ? [edit.path] : [])];
    terminal.result(JSON.stringify({ schemaVersion: 1, stack, written: files, next }, null, 2));
  } else {
    for (const { path } of project) terminal.result(`${shown(path)}: created`);
    terminal.result(outcomeText(edit, written, shown(edit.path)));
    if (written) terminal.result(diffText(edit, terminal));
    terminal.result(['Next:', ...next.map((command) => `  ${command}`)].join('\n'));
  }
  return written || edit.changes.length === 0 ? exitCodes.ok : exitCodes.difference;
};

function outcomeText(
  { before, changes }: Awaited<ReturnType<typeof editStackFile>>,
  written: boolean,
  file: string,
): string {
  if (changes.length === 0) return `${file}: unchanged`;
  if (!written) return `${file}: left as it is. With --yes it is changed as shown.`;
  return `${file}: ${before === undefined ? 'created' : 'changed'}`;
}

/** Writes a new file; changes one that is there only when somebody has seen how, and agrees. */
async function write(
  edit: Awaited<ReturnType<typeof editStackFile>>,
  { yes = false }: InitOptions,
  invocation: Invocation,
): Promise<boolean> {
  if (edit.changes.length === 0) return false;
  if (edit.before !== undefined && !yes) {
    invocation.terminal.progress(
      `${edit.path} is there already. This would change:\n${diffText(edit, invocation.terminal)}`,
    );
    if ((await agreed('Change it?', invocation)) !== true) return false;
  }
  await writeStackEdit(edit);
  return true;
}

/** What the options say; of a new stack a person is asked for the rest. */
async function settingsOf(
  options: InitOptions & GlobalOptions,
  exists: boolean,
  { ask }: Invocation,
): Promise<Readonly<Record<string, SettingValue>>> {
  const asked = exists ? undefined : ask;
  const domain = options.domain ?? (await asked?.("The tenant's domain, such as omnichat-dev.us.auth0.com:"));
  if (domain === undefined && !exists) {
    throw new CliError('Name the tenant with --domain, such as --domain omnichat-dev.us.auth0.com.', {
      exitCode: exitCodes.usage,
    });
  }
  const production =
    options.production ?? (asked && /^y(es)?$/i.test(await asked('Do real users depend on it? [y/N]')));
  const serverUrl =
    options.serverUrl ??
    (await asked?.(
      `Where OmniChat's server answers, as ChatGPT is given it${production === true ? '' : " (empty: the setup guide's)"}:`,
    ));
  const registration =
    options.registration ??
    (await asked?.(`How clients are registered: ${registrationModes.join(', ')} (empty: broker):`));
  return {
    ...(domain !== undefined && { 'auth0:domain': domain }),
    ...(production === true && { 'omnichat:production': true }),
    ...(serverUrl && serverSettings(serverUrl, '--server-url')),
    ...(serverUrl && production === true && { 'omnichat:applicationUrls': [originOf(serverUrl)] }),
    ...(registration ? { 'omnichat:registration': registration } : {}),
  };
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);

interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const installed = 'node_modules/omnichat-auth0/infra/index.ts';

/** A folder into which the package was installed lacks what makes it a Pulumi project. */
async function missingProjectFiles(directory: string): Promise<readonly ProjectFile[]> {
  const path = join(directory, 'Pulumi.yaml');
  if (existsSync(path)) return [];
  if (!existsSync(join(directory, installed))) {
    throw new CliError(
      `${directory} is no project of this program: it has no Pulumi.yaml and no ${installed}. Name the project with -C, or ` +
        'make one: npm install this package there, and run this again.',
    );
  }
  const ignored = join(directory, '.gitignore');
  return [
    { path, text: projectFile },
    ...(existsSync(ignored)
      ? []
      : [{ path: ignored, text: 'node_modules/\n.local-tenant/\n.env\n.env.*\n' }]),
  ];
}

const projectFile = `name: omnichat-auth0
description: OmniChat's Auth0 tenant
main: ${installed}
runtime:
  name: nodejs
  options:
    typescript: false
    nodeargs: '--import tsx'
`;
