import type { Matching } from '../../drift/adoption.ts';
import type { Inventory } from '../../drift/tenant/inventory.ts';
import { applications } from '../../management/resources/client.ts';
import { adoptCommand, type CommandedStack } from '../../engine/stack-commands.ts';
import { tokens } from '../../management/resources/resource-types.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { Stack } from '../stack/stack.ts';

/** What `--map` says, by the name that the program gives. */
export function chosenIds(map: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    map.map((text) => {
      const [, name, id] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name !== undefined && id !== undefined) return [name, id] as const;
      throw new CliError(
        `--map ${text} is not of the form NAME=ID. Write for instance --map connector=CLIENT_ID.`,
        {
          exitCode: exitCodes.usage,
        },
      );
    }),
  );
}

/** Whoever does not see everything would make a second one. */
export function refuseUnread({ settings }: Stack, inventory: Inventory): void {
  const unread = inventory.notRead();
  if (unread.length === 0) return;
  throw new CliError(
    `What ${settings.domain} holds cannot be read whole, and nothing was adopted:\n` +
      unread.map(({ what, reason }) => `  ${what}: ${reason}`).join('\n'),
  );
}

/** Refuses a choice of what is not declared, known already, or not there. */
export function refuseBadChoices(
  { name: stack }: Stack,
  chosen: ReadonlyMap<string, string>,
  { matched, known, missing, ambiguous }: Matching,
  inventory: Inventory,
): void {
  const declared = [...matched, ...ambiguous].map(({ desired }) => desired).concat(known, missing);
  const names = declared.filter(({ type }) => type === tokens.client).map(({ name }) => name);
  const ids = new Set(
    (inventory.contentOf(applications)?.kept ?? []).map((application) => application['client_id']),
  );
  for (const [name, id] of chosen) {
    const refuse = (problem: string) =>
      new CliError(`--map ${name}=${id}: ${problem}`, { exitCode: exitCodes.usage });
    if (!names.includes(name))
      throw refuse(`the program declares no application ${name}. It declares ${names.join(', ')}.`);
    if (known.some((each) => each.name === name))
      throw refuse(`the state of ${stack} knows ${name} already. Leave it out.`);
    if (!ids.has(id))
      throw refuse(
        'the tenant has no such application. Take its client id from Applications in the dashboard.',
      );
  }
}

/** Refuses what could be several, and says how to choose. */
export function refuseAmbiguity(
  stack: Pick<CommandedStack, 'stack' | 'byPulumi'>,
  { ambiguous }: Matching,
): void {
  if (ambiguous.length === 0) return;
  const choices = ambiguous.map(({ desired: { name, type }, candidates }) => {
    const key = type === tokens.client ? 'CLIENT_ID' : 'ID';
    const lines = candidates.map(({ id, properties: { name: called, callbacks } }) => {
      const urls = Array.isArray(callbacks) && callbacks.length > 0 ? callbacks.join(' ') : 'no callbacks';
      return `  ${id}  ${JSON.stringify(called)}  ${urls}`;
    });
    return { text: [`${name} could be any of these:`, ...lines].join('\n'), option: ` --map ${name}=${key}` };
  });
  throw new CliError(
    `${choices.map(({ text }) => text).join('\n')}\n` +
      "Compare with the client id that ChatGPT's connector holds, and choose: " +
      adoptCommand(stack) +
      choices.map(({ option }) => option).join(''),
  );
}
