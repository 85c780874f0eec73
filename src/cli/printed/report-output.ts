import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { renderGithub, renderMasks } from '../../drift/render/github.ts';
import { renderMarkdown } from '../../drift/render/markdown.ts';
import type { ReportView } from '../../drift/render/report-view.ts';
import { renderText } from '../../drift/render/text.ts';
import { redact } from '../../text/redaction.ts';
import { CliError } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';

/** How a report of findings is printed. */
const reportFormats = ['text', 'markdown', 'github'] as const;

/** The options of every command that prints one. */
export interface ReportOptions {
  readonly format: (typeof reportFormats)[number];
  readonly out?: string;
}

export const formatOption = () =>
  new Option('--format <format>', 'for a person, an issue, or GitHub Actions')
    .choices(reportFormats)
    .default('text');

/** A report in all its forms. */
export interface PrintableReport {
  readonly json: object;
  readonly views: readonly (ReportView & { readonly file?: string })[];
  /** Everything that must not be read by anybody; no report holds it, and none will. */
  readonly secrets: readonly string[];
}

/**
 * Prints a report, or writes it to the file that `--out` names.
 *
 * @throws {CliError} when that cannot be written
 */
export async function printReport(
  { json, views, secrets }: PrintableReport,
  options: ReportOptions & Pick<GlobalOptions, 'json' | 'directory'>,
  { terminal, environment }: Pick<Invocation, 'terminal' | 'environment'>,
): Promise<void> {
  const masks = options.format === 'github' && !options.json ? renderMasks(secrets, environment) : '';
  if (masks !== '') terminal.verbatim(masks);
  const renderView = (view: ReportView) =>
    options.out === undefined
      ? renderText(view, (...styled) => terminal.style(...styled), terminal.columns)
      : renderText(view, (_, unstyled) => unstyled);
  const render = {
    text: renderView,
    markdown: renderMarkdown,
    github: (view: PrintableReport['views'][number]) => renderGithub(view, view.file),
  }[options.format];
  const text = redact(options.json ? JSON.stringify(json, null, 2) : views.map(render).join('\n\n'), secrets);
  if (options.out === undefined)
    return options.format === 'text' ? terminal.result(text) : terminal.verbatim(text);
  const file = resolve(options.directory, options.out);
  await writeFile(file, `${text}\n`).catch((cause: Error) => {
    throw new CliError(`${file} cannot be written: ${cause.message}. Name another file with --out.`, {
      cause,
    });
  });
}
