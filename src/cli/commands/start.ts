import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { deployCommand } from '../../engine/stack-commands.ts';
import { ownCommand } from '../../text/own-command.ts';
import { parseOutputs } from '../../../infra/outputs.ts';
import { chatgptGroup, partGroups } from '../../verify/check-group.ts';
import { dotenvDefault, dotenvPath } from '../stack/dotenv-file.ts';
import { proofText, prove, tellUnproved } from '../deployment/proof.ts';
import { reportedRun } from '../deployment/reported-run.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, GlobalOptions, CommandHandler } from '../invocation.ts';
import type { Terminal } from '../terminal.ts';
import { type ReachableTenant, tenantDirectory, withLocalTenant } from '../stack/local-tenant.ts';
import { verificationExitCode } from '../printed/verification-text.ts';
import { withSettings } from '../../engine/stack-file-edit.ts';
import { serverSettings, tellKeptRoute } from '../stack/server-settings.ts';
import { diffText, editStackFile, writeStackEdit } from '../stack/stack-edit.ts';
import { readStack, type Stack } from '../stack/stack.ts';

/** `start`: everything at once on this machine, for the first minute with this project. */
export const defineStart: CommandDefinition = (command, run) => {
  command
    .option('--file <file>', `the file (default: ${dotenvDefault})`)
    .option('--public-url <url>', "where a tunnel to OmniChat's server begins; written into the stack's file")
    .action(run<StartOptions>(start));
};

interface StartOptions {
  readonly file?: string;
  readonly publicUrl?: string;
}

const start: CommandHandler<StartOptions> = async (options, invocation) => {
  const { terminal } = invocation;
  const startedMs = performance.now();
  const stack = await startedStack(options, terminal);
  const { domain } = stack.settings;
  const directory = tenantDirectory(options, invocation);
  terminal.progress(
    `Auth0 tenant ${terminal.progressStyle('bold', `https://${domain}/`)} on this machine, stack ${stack.name}`,
  );
  return withLocalTenant({ directory, domain }, invocation, async (tenant) => {
    const { outputs, report } = await reportedRun({ operation: 'up', tenant, stack }, options, invocation);
    const proof = await prove(
      { stack, outputs: parseOutputs(outputs, stack.name), tenant },
      { groups: [...partGroups, chatgptGroup], file: dotenvPath(options), server: 'connector' },
      invocation,
    );
    const durationMs = Math.round(performance.now() - startedMs);
    if (options.json) {
      terminal.result(JSON.stringify({ ...report, ...proof, durationMs }, null, 2));
    } else {
      terminal.result(proofText(proof, terminal));
      terminal.result(`\nAll of it took ${(durationMs / 1000).toFixed(1)} s.\n`);
      terminal.result(nextSteps(stack, tenant, terminal.style('bold', 'Next')));
    }
    tellUnproved(proof, stack, terminal);
    return verificationExitCode(proof.verification);
  });
};

/** The stack, which is on this machine; with a public URL in its file where one is given. */
async function startedStack(options: StartOptions & GlobalOptions, terminal: Terminal): Promise<Stack> {
  const { publicUrl } = options;
  const stack = await readStack(options);
  if (!stack.local) {
    throw new CliError(
      `start is for a tenant on this machine, and stack ${stack.name} is for ${stack.settings.domain}. ` +
        `Deploy it with \`${deployCommand({ stack: stack.name })}\`, which writes its .env too.`,
      { exitCode: exitCodes.usage },
    );
  }
  if (publicUrl === undefined) return stack;
  const edit = await editStackFile({ ...options, stack: stack.name }, (text) =>
    withSettings(text, serverSettings(publicUrl, '--public-url')),
  );
  if (edit.changes.length === 0) return stack;
  await writeStackEdit(edit);
  terminal.progress(`${edit.path}:\n${diffText(edit, terminal)}`);
  tellKeptRoute(edit, publicUrl, terminal);
  return readStack(options);
}

/** What there is to do from here, but for what is done already. */
function nextSteps(
  { name, settings }: Stack,
  { goesOn }: Pick<ReachableTenant, 'goesOn'>,
  heading: string,
): string {
  const ofStack = name === 'local' ? '' : ` -s ${name}`;
  const steps = [
    !goesOn && [ownCommand(`tenant serve${ofStack}`), "keeps it running, for OmniChat's server"],
    [ownCommand(`verify --all${ofStack}`), 'proves the parts again, and shows them check by check'],
    [ownCommand(`preview${ofStack}`), `shows what a change in Pulumi.${name}.yaml does`],
    isLoopbackHost(new URL(settings.resourceUrl).host)
      ? [
          ownCommand(`start --public-url https://…${ofStack}`),
          "when a tunnel leads to OmniChat's server: makes its URL the API's",
        ]
      : [
          ownCommand(`verify --as chatgpt${ofStack}`),
          `when OmniChat's server runs with the .env: asks it at ${settings.resourceUrl}`,
        ],
    ['README.md, "Going to a real tenant"', 'says how to deploy the same program to Auth0'],
  ].filter((step) => step !== false);
  return [heading, ...steps.map(([what, why]) => `  ${what}\n      ${why}`)].join('\n');
}
