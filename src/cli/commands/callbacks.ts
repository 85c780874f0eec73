import { chatgptConnectorCallbackUrl, chatgptConnectorId } from '../../../infra/chatgpt.ts';
import { dotenvCommand, previewCommand } from '../../engine/stack-commands.ts';
import { withListed } from '../../engine/stack-file-edit.ts';
import { oneLine } from '../../text/one-line.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { type CommandDefinition, type CommandHandler, onlyStack } from '../invocation.ts';
import { diffText, editStackFile, writeStackEdit } from '../stack/stack-edit.ts';

/** `callbacks add`: the callback of a ChatGPT connector, by its id, into the stack's settings. */
export const defineCallbacks: CommandDefinition = (command, run) => {
  command
    .command('add')
    .description(
      "add the callback of a ChatGPT connector to the stack's file, by the connector's id or its URL",
    )
    .argument('<id>', 'as ChatGPT shows it, or the whole URL')
    .action(run(add));
};

const key = 'omnichat:chatgptConnectorIds';

const add: CommandHandler = async (options, { terminal }, [given = '']) => {
  const stack = onlyStack(options);
  const id = chatgptConnectorId(given) ?? chatgptConnectorId(chatgptConnectorCallbackUrl(given));
  if (id === undefined) {
    throw new CliError(
      `${oneLine(given, 200)} is neither the id of a ChatGPT connector nor its URL. Write what ChatGPT shows: an id such as ` +
        `abc123, or ${chatgptConnectorCallbackUrl('abc123')}`,
      { exitCode: exitCodes.usage },
    );
  }
  const edit = await editStackFile({ ...options, stack }, (text) => withListed(text, key, id));
  const changed = edit.changes.length > 0;
  if (changed) await writeStackEdit(edit);
  const next = changed ? [edit.external ? dotenvCommand({ stack }) : previewCommand({ stack })] : [];
  const report = {
    schemaVersion: 1,
    file: edit.path,
    changed,
    callback: chatgptConnectorCallbackUrl(id),
    next,
  };
  terminal.result(
    options.json
      ? JSON.stringify(report, null, 2)
      : changed
        ? [`${edit.path}:`, diffText(edit, terminal), 'Next:', ...next.map((command) => `  ${command}`)].join(
            '\n',
          )
        : `${edit.path} has it already.`,
  );
  return exitCodes.ok;
};
