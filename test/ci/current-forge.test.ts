import { expect, test } from 'vitest';
import { forgeOf } from '../../ci/current-forge.ts';

const onGithub = {
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: 'https://api.github.example',
  GITHUB_REPOSITORY: 'omnichat/auth0',
  GITHUB_RUN_ID: '42',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_TOKEN: 'token',
};
const onGitlab = {
  GITLAB_CI: 'true',
  CI_API_V4_URL: 'https://gitlab.example/api/v4',
  CI_JOB_URL: 'https://gitlab.example/omnichat/auth0/-/jobs/42',
  CI_PROJECT_ID: '12',
  GITLAB_TOKEN: 'token',
};

test.each([
  [onGithub, 'https://github.example/omnichat/auth0/actions/runs/42'],
  [onGitlab, 'https://gitlab.example/omnichat/auth0/-/jobs/42'],
])('knows the job by its log', (environment, runUrl) => {
  expect(forgeOf(environment).runUrl).toBe(runUrl);
});

test.each([
  [
    { ...onGithub, GITHUB_TOKEN: '' },
    'GITHUB_TOKEN is not set. Add GITHUB_TOKEN: ${{ github.token }} to the env of the step.',
  ],
  [{ ...onGithub, GITHUB_REPOSITORY: '' }, 'GITHUB_REPOSITORY is not set. The runner sets it in every step.'],
  [
    { ...onGitlab, GITLAB_TOKEN: '' },
    'GITLAB_TOKEN is not set. Make a project access token with the role Reporter and the scope api, and store it as a ' +
      'masked CI/CD variable.',
  ],
  [{ ...onGitlab, CI_PROJECT_ID: '' }, 'CI_PROJECT_ID is not set. GitLab sets it in every job.'],
])('names the variable that is missing', (environment, message) => {
  expect(() => forgeOf(environment)).toThrow(new Error(message));
});

test('wants a merge request for a note', async () => {
  await expect(forgeOf(onGitlab).addComment('plan')).rejects.toThrow(
    new Error('CI_MERGE_REQUEST_IID is not set. Run this in a merge request pipeline.'),
  );
});
