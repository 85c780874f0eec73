import type { Forge } from './forge.ts';
import { restApi } from './rest-api.ts';
import { variable } from './variable.ts';

interface Note {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly id: number };
}

interface Issue {
  readonly iid: number;
  readonly description: string | null;
}

/**
 * GitLab, from a CI job with a project access token (GitLab REST API: "Notes", "Issues"; "Predefined CI/CD variables").
 * The job's own `CI_JOB_TOKEN` may write neither notes nor issues.
 */
export function gitlabForge(environment: NodeJS.ProcessEnv): Forge {
  const runnerSets = (name: string) => variable(environment, name, 'GitLab sets it in every job.');
  const token = variable(
    environment,
    'GITLAB_TOKEN',
    'Make a project access token with the role Reporter and the scope api, and store it as a masked CI/CD variable.',
  );
  const api = restApi({
    url: runnerSets('CI_API_V4_URL'),
    headers: { 'private-token': token },
    permission: 'the role Reporter and the scope api',
  });
  const project = `/projects/${runnerSets('CI_PROJECT_ID')}`;
  const mergeRequestNotes = () => {
    const cure = 'Run this in a merge request pipeline.';
    return `${project}/merge_requests/${variable(environment, 'CI_MERGE_REQUEST_IID', cure)}/notes`;
  };

  return {
    runUrl: runnerSets('CI_JOB_URL'),
    async *comments() {
      const self = (await api.get('/user')) as { readonly id: number };
      for await (const note of api.list<Note>(`${mergeRequestNotes()}?sort=asc&per_page=100`)) {
        if (note.author.id === self.id) yield { id: note.id, body: note.body };
      }
    },
    async addComment(body) {
      await api.send('POST', mergeRequestNotes(), { body });
    },
    async editComment(id, body) {
      await api.send('PUT', `${mergeRequestNotes()}/${id}`, { body });
    },
    async *openIssues() {
      const own = `${project}/issues?state=opened&scope=created_by_me&per_page=100`;
      for await (const { iid, description } of api.list<Issue>(own))
        yield { id: iid, body: description ?? '' };
    },
    async openIssue(title, description) {
      await api.send('POST', `${project}/issues`, { title, description });
    },
    async editIssue(id, description) {
      await api.send('PUT', `${project}/issues/${id}`, { description });
    },
    async closeIssue(id, comment) {
      await api.send('POST', `${project}/issues/${id}/notes`, { body: comment });
      await api.send('PUT', `${project}/issues/${id}`, { state_event: 'close' });
    },
  };
}
