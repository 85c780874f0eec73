import { describe, expect, test } from 'vitest';
import { keepDriftIssue } from '../../ci/drift-issue.ts';
import { forgeOf } from '../../ci/current-forge.ts';
import { githubStub } from '../support/stand-ins/github-stub.ts';
import { gitlabStub } from '../support/stand-ins/gitlab-stub.ts';

const marker = '<!-- omnichat-auth0: drift of prod -->';
const log = 'https://github.example/omnichat/auth0/actions/runs/42';
const body = `${marker}

The tenant of **prod** is not what the program declares ([log](${log})).

| critical | connector | callbacks |

Each nightly run replaces this text, and closes the issue when there is no more drift.`;

const drift = { exitCode: 2, findings: '| critical | connector | callbacks |\n' };
const clean = { exitCode: 0, findings: 'No drift.\n' };
const old = { body: `${marker}\n\nold` };

describe('drift issue on GitHub', () => {
  test('is opened by the first drift', async () => {
    const github = await githubStub({});
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', drift)).toBe('opened');
    expect(github.issues).toEqual([
      { id: 1, login: 'github-actions[bot]', title: 'Auth0 drift: prod', body, state: 'open' },
    ]);
  });

  test('is found on a later page and updated by further drift', async () => {
    const github = await githubStub({ issues: [{}, {}, {}, old] });
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', drift)).toBe('updated');
    expect(github.issues.map((issue) => issue.body)).toEqual(['', '', '', body]);
    expect(github.requests).toEqual([
      'GET /repos/omnichat/auth0/issues?state=open&per_page=100',
      'GET /repos/omnichat/auth0/issues?state=open&per_page=100&page=2',
      'PATCH /repos/omnichat/auth0/issues/4',
    ]);
  });

  test('is closed with a word when the tenant is clean', async () => {
    const github = await githubStub({ issues: [{}, old] });
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', clean)).toBe('closed');
    expect(github.issues.map(({ state }) => state)).toEqual(['open', 'closed']);
    expect(github.issueComments).toEqual([
      [2, `**prod** is as the program declares it again ([log](${log})).`],
    ]);
  });

  test('is not made for a clean tenant', async () => {
    const github = await githubStub({});
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', clean)).toBe('untouched');
    expect(github.requests).toEqual(['GET /repos/omnichat/auth0/issues?state=open&per_page=100']);
  });

  test.each([1, 64, 130])('is neither opened nor closed by exit code %d', async (exitCode) => {
    const github = await githubStub({ issues: [old] });
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', { ...drift, exitCode })).toBe(
      'untouched',
    );
    expect(github.requests).toEqual([]);
  });

  test.each([
    ['of another stack', { body: '<!-- omnichat-auth0: drift of dev -->\n\nold' }],
    ['of somebody else', { ...old, login: 'mallory' }],
    ['that is closed', { ...old, state: 'closed' as const }],
    ['that is a pull request', { ...old, pullRequest: true }],
  ])('leaves an issue %s alone', async (_, other) => {
    const github = await githubStub({ issues: [other] });
    expect(await keepDriftIssue(forgeOf(github.environment), 'prod', drift)).toBe('opened');
    expect(github.issues.map((issue) => issue.body)).toEqual([other.body, body]);
  });
});

describe('drift issue on GitLab', () => {
  test('is opened, updated and closed, beside the same words of somebody else', async () => {
    const gitlab = await gitlabStub({ issues: [{ ...old, authorId: 6 }] });
    const forge = forgeOf(gitlab.environment);
    const states = () => gitlab.issues.map(({ id, title, state }) => [id, title, state]);

    expect(await keepDriftIssue(forge, 'prod', drift)).toBe('opened');
    expect(states()).toEqual([
      [1, undefined, 'opened'],
      [2, 'Auth0 drift: prod', 'opened'],
    ]);
    expect(await keepDriftIssue(forge, 'prod', { ...drift, findings: 'more' })).toBe('updated');
    expect(gitlab.issues[1]?.body).toContain('\n\nmore\n\n');
    expect(await keepDriftIssue(forge, 'prod', clean)).toBe('closed');
    expect(states()).toEqual([
      [1, undefined, 'opened'],
      [2, 'Auth0 drift: prod', 'closed'],
    ]);
    expect(gitlab.issueNotes).toEqual([
      [
        2,
        '**prod** is as the program declares it again ([log](https://gitlab.example/omnichat/auth0/-/jobs/42)).',
      ],
    ]);
  });
});
