import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Option } from 'commander';
import { registrationModes, webAddressProblem } from '../../../infra/settings/settings.ts';
import { doctorCommand, dotenvCommand } from '../../engine/stack-commands.ts';
import { stackFolder } from '../../engine/stack-file.ts';
import { type SettingValue, withSettings } from '../../engine/stack-file-edit.ts';
import { ownCommand } from '../../text/own-command.ts';
import { shellWord } from '../../text/shell-word.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import {
  type CommandDefinition,
  type GlobalOptions,
  type CommandHandler,
  type Invocation,
  onlyStack,
} from '../invocation.ts';
import { agree } from '../person.ts';
import type { Terminal } from '../terminal.ts';
import { serverSettings, tellKeptRoute } from '../stack/server-settings.ts';
import { diffText, editStackFile, type StackEdit, writeStackEdit } from '../stack/stack-edit.ts';

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
    .option('--yes', 'without asking')
    .action(run<InitOptions>(init));
};

const init: CommandHandler<InitOptions> = async (options, invocation) => {
  const { terminal } = invocation;
  const stack = onlyStack(options);
  const project = await missingProjectFiles(options.directory);
  const folder = project.length > 0 ? options.directory : await stackFolder(options.directory);
  const stackFile = join(folder, `Pulumi.${stack}.yaml`);
  const settings = await settingsOf(options, existsSync(stackFile), invocation);
  // The stack's file is checked within its project, which has to be there by then.
  for (const { path, text } of project) await writeFile(path, text);
  const edit = await editStackFile({ ...options, stack }, (text) =>
    withSettings(text === '' ? `# OmniChat's Auth0 tenant: stack ${stack}.\nconfig:\n` : text, settings),
  ).catch(async (error: unknown) => {
    for (const { path, before } of project) await (before === undefined ? rm(path) : writeFile(path, before));
    throw error;
  });
  await write(edit, options, invocation);
  const written = edit.changes.length > 0;
  if (written && options.serverUrl !== undefined) tellKeptRoute(edit, options.serverUrl, terminal);
  const next = [edit.external ? dotenvCommand({ stack }) : doctorCommand({ stack })];
  const shown = (path: string) => relative(options.directory, path);
  if (options.json) {
    const files = [...project.map(({ path }) => path), ...(written ? [edit.path] : [])];
    terminal.result(JSON.stringify({ schemaVersion: 1, stack, written: files, next }, null, 2));
  } else {
    for (const { path, before } of project)
      terminal.result(`${shown(path)}: ${before === undefined ? 'created' : 'lines added'}`);
    terminal.result(
      `${shown(edit.path)}: ${written ? (edit.before === undefined ? 'created' : 'changed') : 'unchanged'}`,
    );
    if (written) terminal.result(diffText(edit, terminal));
    terminal.result(['Next:', ...next.map((command) => `  ${command}`)].join('\n'));
  }
  return exitCodes.ok;
};

/** Writes a new file; changes one that is there only when somebody has seen how, and agrees. */
async function write(
  edit: StackEdit,
  options: InitOptions & GlobalOptions,
  invocation: Invocation,
): Promise<void> {
  if (edit.changes.length === 0) return;
  if (edit.before !== undefined && !options.yes) {
    invocation.terminal.progress(
      `${edit.path} is there already. This would change:\n${diffText(edit, invocation.terminal)}`,
    );
    const unasked = `Nobody can be asked here whether it is to become so: ${changeCommand(options)}`;
    await agree('Change it?', { unasked }, invocation);
  }
  await writeStackEdit(edit);
}

/** The command line of these options with `--yes`, which asks nobody. */
function changeCommand(options: InitOptions & GlobalOptions): string {
  const { domain, production, serverUrl, registration } = options;
  const values = { domain, 'server-url': serverUrl, registration };
  const words = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${shellWord(value)}`],
  );
  return ownCommand(
    ['init -s', onlyStack(options), ...words, ...(production ? ['--production'] : []), '--yes'].join(' '),
  );
}

/** What the options say; of a new stack a person is asked for the rest. */
async function settingsOf(
  options: InitOptions & GlobalOptions,
  exists: boolean,
  { ask, terminal }: Invocation,
): Promise<Readonly<Record<string, SettingValue>>> {
  const asked = exists || options.yes ? undefined : ask;
  const domain = options.domain ?? (await asked?.("The tenant's domain, such as omnichat-dev.us.auth0.com:"));
  if (domain === undefined && !exists) {
    throw new CliError('Name the tenant with --domain, such as --domain omnichat-dev.us.auth0.com.', {
      exitCode: exitCodes.usage,
    });
  }
  const production =
    options.production ?? (asked && /^y(es)?$/i.test(await asked('Do real users depend on it? [y/N]')));
  const serverUrl =
    options.serverUrl ?? (asked && (await askedServerUrl(production === true, asked, terminal)));
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

/** Asks until there is an answer that a stack may have, lest the others be lost with it. */
async function askedServerUrl(
  production: boolean,
  ask: (question: string) => Promise<string>,
  terminal: Terminal,
): Promise<string> {
  const question = `Where OmniChat's server answers, as ChatGPT is given it${production ? '' : " (empty: the setup guide's)"}:`;
  for (;;) {
    const answer = await ask(question);
    if (answer === '' && !production) return answer;
    const problem = webAddressProblem(answer);
    if (answer !== '' && problem === undefined) return answer;
    terminal.progress(answer === '' ? 'Production needs it.' : `${answer} ${problem}`);
  }
}

const originOf = (url: string) => URL.parse(url)?.origin ?? url;

interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** What is in it already, where it is there. */
  readonly before?: string;
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
  return [{ path, text: projectFile }, ...(await ignoringFile(directory))];
}

/** What commands write into a project's folder, and what Pulumi is had write there by the pages of `docs/`: secrets, or of one use. */
const notCommitted = ['node_modules/', '.local-tenant/', '.env', '.env.*', '/import.*.json', '/state.json'];

async function ignoringFile(directory: string): Promise<readonly ProjectFile[]> {
  const path = join(directory, '.gitignore');
  const before = existsSync(path) ? await readFile(path, 'utf8') : undefined;
  const lines = before?.split(/\r?\n/) ?? [];
  const added = notCommitted.filter((line) => !lines.includes(line));
  if (added.length === 0) return [];
  const kept =
    before === undefined || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`;
  return [{ path, text: `${kept}${added.join('\n')}\n`, ...(before !== undefined && { before }) }];
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
