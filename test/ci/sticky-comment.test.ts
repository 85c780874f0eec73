import { describe, expect, test } from 'vitest';
import { forgeOf } from '../../ci/current-forge.ts';
import { keepStickyComment } from '../../ci/sticky-comment.ts';
import { githubStub } from '../support/stand-ins/github-stub.ts';
import { gitlabStub } from '../support/stand-ins/gitlab-stub.ts';

const marker = '<!-- omnichat-auth0: preview of dev -->';
const log = 'https://github.example/omnichat/auth0/actions/runs/42';
const comment = `${marker}

How **dev** differs from what this branch declares ([log](${log})):

\`\`\`
1 to create
\`\`\``;

const preview = { exitCode: 0, plan: '1 to create\n' };

describe('sticky comment on GitHub', () => {
  test('is created by the first preview', async () => {
    const github = await githubStub({ comments: [{ body: 'LGTM' }] });
    expect(await keepStickyComment(forgeOf(github.environment), 'dev', preview)).toBe('created');
    expect(github.comments.map(({ body }) => body)).toEqual(['LGTM', comment]);
    expect(github.requests).toEqual([
      'GET /repos/omnichat/auth0/issues/7/comments?per_page=100',
      'POST /repos/omnichat/auth0/issues/7/comments',
    ]);
  });

  test('is found on a later page and updated in place', async () => {
    const github = await githubStub({
      comments: [
        { body: 'a' },
        { body: 'b' },
        { body: 'c' },
        { body: 'd' },
        { body: `${marker}\n\nold` },
        { body: 'e' },
        { body: 'f' },
      ],
    });
    expect(await keepStickyComment(forgeOf(github.environment), 'dev', preview)).toBe('updated');
    expect(github.comments.map(({ body }) => body)).toEqual(['a', 'b', 'c', 'd', comment, 'e', 'f']);
    expect(github.requests).toEqual([
      'GET /repos/omnichat/auth0/issues/7/comments?per_page=100',
      'GET /repos/omnichat/auth0/issues/7/comments?per_page=100&page=2',
      'GET /repos/omnichat/auth0/issues/7/comments?per_page=100&page=3',
      'PATCH /repos/omnichat/auth0/issues/comments/5',
    ]);
  });

  test.each([
    ['of somebody else', { login: 'mallory', body: `${marker}\n\nold` }],
    ['of another stack', { body: '<!-- omnichat-auth0: preview of prod -->\n\nold' }],
    ['that only quotes the marker', { body: `> ${marker}\n\nold` }],
    ['without text', { body: null }],
  ])('leaves a comment %s alone', async (_, other) => {
    const github = await githubStub({ comments: [other] });
    expect(await keepStickyComment(forgeOf(github.environment), 'dev', preview)).toBe('created');
    expect(github.comments.map(({ body }) => body)).toEqual([other.body, comment]);
  });

  test('says that the preview failed, with the part of the plan there is', async () => {
    const github = await githubStub({});
    await keepStickyComment(forgeOf(github.environment), 'dev', { exitCode: 1, plan: '' });
    expect(github.comments[0]?.body).toBe(
      `${marker}\n\nThe comparison of **dev** with this branch failed with exit code 1; the [log](${log}) says why.`,
    );
  });

  test('shortens a plan that is longer than GitHub takes', async () => {
    const github = await githubStub({});
    await keepStickyComment(forgeOf(github.environment), 'dev', {
      exitCode: 0,
      plan: 'one more line\n'.repeat(6000),
    });
    const body = github.comments[0]?.body ?? '';
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.endsWith(`\none more line\n… shortened: ${log} has the whole of it.\n\`\`\``)).toBe(true);
  });

  test('cannot be broken out of by a plan that holds code fences', async () => {
    const github = await githubStub({});
    await keepStickyComment(forgeOf(github.environment), 'dev', { exitCode: 0, plan: '````\n@everyone' });
    expect(github.comments[0]?.body).toMatch(/\n`````\n````\n@everyone\n`````$/);
  });

  test('names the permission that the token lacks', async () => {
    const github = await githubStub({});
    const environment = { ...github.environment, GITHUB_TOKEN: 'wrong' };
    await expect(keepStickyComment(forgeOf(environment), 'dev', preview)).rejects.toThrow(
      `GET ${github.environment['GITHUB_API_URL']}/repos/omnichat/auth0/issues/7/comments?per_page=100 was answered 401: ` +
        '{"message":"Bad credentials"}\nThe token needs the job\'s permission pull-requests: write (comments) or ' +
        'issues: write (issues).',
    );
  });

  test('refuses to run for anything but a pull request', async () => {
    const github = await githubStub({});
    const environment = { ...github.environment, GITHUB_REF: 'refs/heads/main' };
    await expect(keepStickyComment(forgeOf(environment), 'dev', preview)).rejects.toThrow(
      'GITHUB_REF is refs/heads/main, which is no pull request. Run this on the pull_request event.',
    );
    expect(github.requests).toEqual([]);
  });
});

describe('sticky note on GitLab', () => {
  const note = comment.replace(log, 'https://gitlab.example/omnichat/auth0/-/jobs/42');

  test('is created by the first preview, whoever else wrote the marker', async () => {
    const gitlab = await gitlabStub({ notes: [{ authorId: 6, body: `${marker}\n\nold` }] });
    expect(await keepStickyComment(forgeOf(gitlab.environment), 'dev', preview)).toBe('created');
    expect(gitlab.notes.map(({ body }) => body)).toEqual([`${marker}\n\nold`, note]);
  });

  test('is found on a later page and updated in place', async () => {
    const gitlab = await gitlabStub({ notes: [{ body: 'a' }, { body: 'b' }, { body: `${marker}\n\nold` }] });
    expect(await keepStickyComment(forgeOf(gitlab.environment), 'dev', preview)).toBe('updated');
    expect(gitlab.notes.map(({ body }) => body)).toEqual(['a', 'b', note]);
    expect(gitlab.requests).toEqual([
      'GET /api/v4/user',
      'GET /api/v4/projects/12/merge_requests/7/notes?sort=asc&per_page=100',
      'GET /api/v4/projects/12/merge_requests/7/notes?sort=asc&per_page=100&page=2',
      'PUT /api/v4/projects/12/merge_requests/7/notes/3',
    ]);
  });
});
