import { findPost, type Forge } from './forge.ts';
import { shortened } from './markdown.ts';

/**
 * Keeps at most one open issue for `stack`: drift opens it, further drift replaces its text, a clean tenant closes it.
 *
 * A run that could not tell is neither: the issue stays as it is, and the job's failure is the message.
 *
 * @param drift.exitCode of `omnichat-auth0 drift`: 0 no drift, 2 drift, anything else could not tell
 * @param drift.findings its Markdown report
 */
export async function keepDriftIssue(
  forge: Forge,
  stack: string,
  drift: { readonly exitCode: number; readonly findings: string },
): Promise<'opened' | 'updated' | 'closed' | 'untouched'> {
  if (drift.exitCode !== 0 && drift.exitCode !== 2) return 'untouched';

  const marker = `<!-- omnichat-auth0: drift of ${stack} -->`;
  const issue = await findPost(forge.openIssues(), marker);
  if (drift.exitCode === 0) {
    if (issue === undefined) return 'untouched';
    await forge.closeIssue(
      issue.id,
      `**${stack}** is as the program declares it again ([log](${forge.runUrl})).`,
    );
    return 'closed';
  }

  const body = [
    marker,
    `The tenant of **${stack}** is not what the program declares ([log](${forge.runUrl})).`,
    shortened(drift.findings.trim(), forge.runUrl),
    'Each nightly run replaces this text, and closes the issue when there is no more drift.',
  ].join('\n\n');
  if (issue === undefined) {
    await forge.openIssue(`Auth0 drift: ${stack}`, body);
    return 'opened';
  }
  await forge.editIssue(issue.id, body);
  return 'updated';
}
