import { Hono } from 'hono';
import { serveOnLoopback } from './loopback-api.ts';
import { page } from '../tenants/paged-list.ts';

/** A comment or an issue as the stub holds it. */
export interface GithubPost {
  readonly id: number;
  readonly login: string;
  readonly title?: string;
  readonly pullRequest?: boolean;
  body: string | null;
  state: 'open' | 'closed';
}

/** A GitHub REST API on loopback with one repository, `omnichat/auth0`, and one pull request, number 7. */
export interface GithubStub {
  /** What a workflow job on that pull request finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly comments: GithubPost[];
  readonly issues: GithubPost[];
  /** The comments on issues, by issue number. */
  readonly issueComments: [number, string][];
  /** Every request so far, oldest first: method, path and query. */
  readonly requests: string[];
}

const own = 'github-actions[bot]';
const token = 'token-of-the-job';

/** Starts the stub; it ends with the test. Lists come in pages of two, whatever the client asks for. */
export async function githubStub(start: {
  readonly comments?: readonly Partial<GithubPost>[];
  readonly issues?: readonly Partial<GithubPost>[];
}): Promise<GithubStub> {
  const posts = (given: readonly Partial<GithubPost>[] = []) =>
    given.map((post, index): GithubPost => ({ id: index + 1, login: own, body: '', state: 'open', ...post }));
  const comments = posts(start.comments);
  const issues = posts(start.issues);
  const issueComments: [number, string][] = [];
  const requests: string[] = [];

  const app = new Hono().basePath('/repos/omnichat/auth0');
  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    requests.push(`${c.req.method} ${pathname}${search}`);
    if (c.req.header('authorization') !== `Bearer ${token}`)
      return c.json({ message: 'Bad credentials' }, 401);
    return next();
  });
  app.get('/issues/7/comments', (c) => page(c, comments.map(comment)));
  app.post('/issues/7/comments', async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    comments.push({ id: comments.length + 1, login: own, body, state: 'open' });
    return c.json({}, 201);
  });
  app.patch('/issues/comments/:id', async (c) => {
    const found = comments.find(({ id }) => id === Number(c.req.param('id')));
    if (!found) return c.json({ message: 'Not Found' }, 404);
    Object.assign(found, await c.req.json<{ body: string }>());
    return c.json({});
  });
  app.get('/issues', (c) => page(c, issues.filter(({ state }) => state === c.req.query('state')).map(issue)));
  app.post('/issues', async (c) => {
    const { title, body } = await c.req.json<{ title: string; body: string }>();
    issues.push({ id: issues.length + 1, login: own, title, body, state: 'open' });
    return c.json({}, 201);
  });
  app.patch('/issues/:number', async (c) => {
    const found = issues.find(({ id }) => id === Number(c.req.param('number')));
    if (!found) return c.json({ message: 'Not Found' }, 404);
    const { body = found.body, state = found.state } = await c.req.json<Partial<GithubPost>>();
    Object.assign(found, { body, state });
    return c.json({});
  });
  app.post('/issues/:number/comments', async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    issueComments.push([Number(c.req.param('number')), body]);
    return c.json({}, 201);
  });

  const url = await serveOnLoopback(app);
  return {
    environment: {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: url,
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REPOSITORY: 'omnichat/auth0',
      GITHUB_RUN_ID: '42',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_TOKEN: token,
    },
    comments,
    issues,
    issueComments,
    requests,
  };
}

function comment({ id, login, body }: GithubPost) {
  return { id, user: { login }, body };
}

function issue({ id, login, body, state, pullRequest }: GithubPost) {
  return {
    id: id + 1000,
    number: id,
    user: { login },
    body,
    state,
    ...(pullRequest && { pull_request: {} }),
  };
}
