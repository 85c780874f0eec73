import { randomUUID } from 'node:crypto';
import { maskCommand } from '../text/workflow-commands.ts';
import { assigned } from './formats.ts';
import type { Variable } from './variables.ts';

/** Variables for the later steps of a GitHub Actions job, in the two halves that go to two places. */
export interface GithubVariables {
  /** `::add-mask::` commands: to stdout, where the runner reads commands, before the environment is appended. */
  readonly masks: string;
  /** Here-documents: to be appended to the file that `$GITHUB_ENV` names. */
  readonly environment: string;
}

/**
 * Formats variables for GitHub Actions ("Workflow commands for GitHub Actions": setting an environment variable,
 * masking a value in a log).
 *
 * The halves are apart because one stream cannot carry both: a mask in `$GITHUB_ENV` makes the runner refuse the file,
 * and on stdout the values would be in the log. Each here-document has a delimiter that no value can foresee.
 */
export function formatGithub(variables: readonly Variable[]): GithubVariables {
  return {
    masks: assigned(variables.filter(({ secret }) => secret))
      .map(([, value]) => `${maskCommand(value)}\n`)
      .join(''),
    environment: assigned(variables)
      .map(([name, value]) => hereDocument(name, value))
      .join(''),
  };
}

function hereDocument(name: string, value: string): string {
  const delimiter = `EOF-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
