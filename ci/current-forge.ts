import type { Forge } from './forge.ts';
import { githubForge } from './github.ts';
import { gitlabForge } from './gitlab.ts';

/**
 * The forge that this job runs on, as its own variables tell.
 *
 * @throws when the job runs on neither, or a variable that it needs is missing
 */
export function forgeOf(environment: NodeJS.ProcessEnv): Forge {
  if (environment['GITHUB_ACTIONS'] === 'true') return githubForge(environment);
  if (environment['GITLAB_CI'] === 'true') return gitlabForge(environment);
  throw new Error(
    'This is neither a GitHub Actions job (GITHUB_ACTIONS) nor a GitLab one (GITLAB_CI): there is nobody to tell.',
  );
}
