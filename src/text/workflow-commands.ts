/** Data of a GitHub Actions workflow command, as the runner decodes it (actions/toolkit, `escapeData`). */
export const commandData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The workflow command by which the runner never prints a value ("Workflow commands for GitHub Actions", masking). */
export const maskCommand = (secret: string): string => `::add-mask::${commandData(secret)}`;
