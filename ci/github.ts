import type { Forge, Post } from './forge.ts';
import { restApi } from './rest-api.ts';
import { variable } from './variable.ts';

/** The account that a workflow's `GITHUB_TOKEN` acts as. */
const author = 'github-actions[bot]';

interface Authored {
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

interface Comment extends Authored {
  readonly id: number;
}

interface Issue extends Authored {
  readonly number: number;
  /** GitHub lists pull requests among the issues; this member tells them apart. */
  readonly pull_request?: object;
}

/**
 * GitHub, from a workflow job that hands its `GITHUB_TOKEN` on (GitHub REST API: "Issues", "Issue comments"; GitHub
 * Actions: "Default environment variables").
 */
export function githubForge(environment: NodeJS.ProcessEnv): Forge {
  const runnerSets = (name: string) => variable(environment, name, 'The runner sets it in every step.');
  const repository = runnerSets('GITHUB_REPOSITORY');
  const token = variable(
    environment,
    'GITHUB_TOKEN',
    'Add GITHUB_TOKEN: ${{ github.token }} to the env of the step.',
  );
  const api = restApi({
    url: `${runnerSets('GITHUB_API_URL')}/repos/${repository}`,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
    permission: "the job's permission pull-requests: write (comments) or issues: write (issues)",
  });

  return {
    runUrl: `${runnerSets('GITHUB_SERVER_URL')}/${repository}/actions/runs/${runnerSets('GITHUB_RUN_ID')}`,
    async *comments() {
      const number = pullRequest(runnerSets('GITHUB_REF'));
      for await (const comment of api.list<Comment>(`/issues/${number}/comments?per_page=100`)) {
        if (comment.user?.login === author) yield { id: comment.id, body: comment.body ?? '' };
      }
    },
    async addComment(body) {
      await api.send('POST', `/issues/${pullRequest(runnerSets('GITHUB_REF'))}/comments`, { body });
    },
    async editComment(id, body) {
      await api.send('PATCH', `/issues/comments/${id}`, { body });
    },
    async *openIssues(): AsyncIterable<Post> {
      for await (const issue of api.list<Issue>('/issues?state=open&per_page=100')) {
        const own = issue.pull_request === undefined && issue.user?.login === author;
        if (own) yield { id: issue.number, body: issue.body ?? '' };
      }
    },
    async openIssue(title, body) {
      await api.send('POST', '/issues', { title, body });
    },
    async editIssue(id, body) {
      await api.send('PATCH', `/issues/${id}`, { body });
    },
    async closeIssue(id, comment) {
      await api.send('POST', `/issues/${id}/comments`, { body: comment });
      await api.send('PATCH', `/issues/${id}`, { state: 'closed', state_reason: 'completed' });
    },
  };
}

function pullRequest(ref: string): string {
  const number = /^refs\/pull\/(\d+)\/merge$/.exec(ref)?.[1];
  if (number !== undefined) return number;
  throw new Error(`GITHUB_REF is ${ref}, which is no pull request. Run this on the pull_request event.`);
}
