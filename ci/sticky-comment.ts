import { findPost, type Forge } from './forge.ts';
import { fenced, shortened } from './markdown.ts';

/**
 * Keeps one comment for `stack` on a pull request: the first comparison writes it, each later one replaces its text.
 *
 * @param preview.exitCode 0 when it could be made; anything else says so and points to the log
 * @param preview.plan what it printed; shown as it is, so secrets must already be redacted
 */
export async function keepStickyComment(
  forge: Forge,
  stack: string,
  preview: { readonly exitCode: number; readonly plan: string },
): Promise<'created' | 'updated'> {
  const marker = `<!-- omnichat-auth0: preview of ${stack} -->`;
  const outcome =
    preview.exitCode === 0
      ? `How **${stack}** differs from what this branch declares ([log](${forge.runUrl})):`
      : `The comparison of **${stack}** with this branch failed with exit code ${preview.exitCode}; the [log](${forge.runUrl}) says why.`;
  const plan = preview.plan.trim() === '' ? [] : [fenced(shortened(preview.plan.trim(), forge.runUrl))];
  const body = [marker, outcome, ...plan].join('\n\n');

  const comment = await findPost(forge.comments(), marker);
  if (comment === undefined) {
    await forge.addComment(body);
    return 'created';
  }
  await forge.editComment(comment.id, body);
  return 'updated';
}
