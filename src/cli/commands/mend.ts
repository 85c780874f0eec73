import type { Command } from 'commander';
import type { PreparedMend, Mend } from '../../drift/mends/mend.ts';
import { grantMend, importMend } from '../../drift/mends/create-mends.ts';
import { deleteMend } from '../../drift/mends/delete-mend.ts';
import { MendError } from '../../drift/mends/error.ts';
import { setMend } from '../../drift/mends/set-mend.ts';
import { everyThirdParty } from '../../engine/mend-commands.ts';
import { oneLine } from '../../text/one-line.ts';
import { itemText, listDifference } from '../../text/list-difference.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { CommandDefinition, CommandHandler } from '../invocation.ts';
import { agree } from '../person.ts';
import { type DomainOption, domainHelp, givenTenant } from '../stack/named-tenant.ts';
import { withManagementOf } from '../stack/tenant-client.ts';

interface MendOptions extends DomainOption {
  readonly yes?: boolean;
}

/** `mend set | delete | grant | import`: one change of one thing in a tenant, shown before it is made. */
export const defineMend: CommandDefinition = (command, run) => {
  const one = (usage: string, description: string) =>
    command
      .command(usage)
      .description(description)
      .option('--domain <domain>', domainHelp)
      .option('--yes', 'without asking');
  withOperands(one('set', 'set properties of one thing to what is safe'), [
    ['<address>', 'of what: tenants/settings, clients/ID, connections/ID, …'],
    ['<key=value...>', "properties in Pulumi's names; a text as it is, anything else as JSON"],
  ]).action(run(carryOut(([address = '', ...pairs]) => setMend(address, pairs))));
  withOperands(one('delete', 'delete an application, a grant, a log stream or a user'), [
    ['<address>', 'of what: clients/ID, client-grants/ID, …'],
  ]).action(run(carryOut(([address = '']) => deleteMend(address))));
  withOperands(one('grant', 'let an application ask people for scopes of an API'), [
    ['<holder>', `its client id, or ${everyThirdParty} for all that register themselves`],
    ['<audience>', 'the identifier of the API'],
    ['<scopes...>', 'what it may ask for'],
  ]).action(run(carryOut(([holder = '', audience = '', ...scopes]) => grantMend(holder, audience, scopes))));
  withOperands(
    one('import', 'make an application of a client ID metadata document, or bring it up to date'),
    [['<url>', 'where the document is']],
  ).action(run(carryOut(([url = '']) => importMend(url))));
};

function withOperands(command: Command, operands: readonly (readonly [string, string])[]): Command {
  for (const [name, description] of operands) command.argument(name, description);
  return command;
}

/** Reads what the words ask for, and does it once a person, or `--yes`, has agreed to what it comes to. */
function carryOut(mendOf: (operands: readonly string[]) => Mend): CommandHandler<MendOptions> {
  return async (options, invocation, operands) => {
    const { scopes, prepare, already = 'It is so already.' } = refusedAsUsage(() => mendOf(operands));
    const { domain, local } = await givenTenant(options, invocation, hint(scopes));
    const { terminal } = invocation;
    return withManagementOf({ domain, local }, { options, invocation }, { scopes }, async (client) => {
      const change = await prepare(client);
      if (change !== undefined) {
        if (!options.json) terminal.result(changeText(change, domain));
        if (!options.yes) {
          const unasked = `Nobody can be asked here whether ${change.address} of ${domain} is to become so: say --yes.`;
          await agree('Do it?', { unasked }, invocation);
        }
        await change.carryOut();
      }
      terminal.result(options.json ? json(domain, change) : change ? 'Done.' : already);
      return exitCodes.ok;
    });
  };
}

/** Words that ask for what may not be are wrong usage; what the tenant holds is not theirs to know. */
function refusedAsUsage(mendOf: () => Mend): Mend {
  try {
    return mendOf();
  } catch (error) {
    if (error instanceof MendError)
      throw new CliError(error.message, { cause: error, exitCode: exitCodes.usage });
    throw error;
  }
}

const hint = (scopes: readonly string[]) =>
  `It is changed as a machine-to-machine application of the tenant that may ${scopes.join(' ')} on the Auth0 Management API; ` +
  'set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to it.';

/** Values may be as long as somebody likes; `--json` has them whole. */
const mostOfLine = 400;

function changeText({ address, called, effect, properties }: PreparedMend, domain: string): string {
  const lines = properties.map(({ key, before, after }) => {
    if (!Array.isArray(before) || !Array.isArray(after)) return `${key}: ${shown(before)} → ${shown(after)}`;
    const { added, removed } = listDifference(before, after);
    return `${key}: ${[...added.map((item) => `+ ${item}`), ...removed.map((item) => `- ${item}`)].join('  ')}`;
  });
  return [
    oneLine(`${address} of ${domain}: ${called}`, mostOfLine),
    ...[...(effect === undefined ? [] : [effect]), ...lines].map((line) => `  ${oneLine(line, mostOfLine)}`),
  ].join('\n');
}

const shown = (value: unknown) => (value === undefined || value === null ? 'nothing' : itemText(value));

function json(domain: string, change: PreparedMend | undefined): string {
  const { address, effect, properties = [] } = change ?? {};
  return JSON.stringify(
    {
      schemaVersion: 1,
      domain,
      changed: change !== undefined,
      ...(address !== undefined && { address }),
      ...(effect !== undefined && { effect }),
      properties,
    },
    null,
    2,
  );
}
