import { Hono } from 'hono';
import { serveOnLoopback } from './loopback-api.ts';
import { page } from '../tenants/paged-list.ts';

/** A note or an issue as the stub holds it. */
export interface GitlabPost {
  readonly id: number;
  readonly authorId: number;
  readonly title?: string;
  body: string;
  state: 'opened' | 'closed';
}

/** A GitLab REST API on loopback with one project, 12, and one merge request, number 7. */
export interface GitlabStub {
  /** What a job of that merge request's pipeline finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly notes: GitlabPost[];
  readonly issues: GitlabPost[];
  /** The notes on issues, by issue number. */
  readonly issueNotes: [number, string][];
  readonly requests: string[];
}

const ownId = 5;
const token = 'token-of-the-project';

/** Starts the stub; it ends with the test. Lists come in pages of two, whatever the client asks for. */
export async function gitlabStub(start: {
  readonly notes?: readonly Partial<GitlabPost>[];
  readonly issues?: readonly Partial<GitlabPost>[];
}): Promise<GitlabStub> {
  const posts = (given: readonly Partial<GitlabPost>[] = []) =>
    given.map((post, index): GitlabPost => ({
      id: index + 1,
      authorId: ownId,
      body: '',
      state: 'opened',
      ...post,
    }));
  const notes = posts(start.notes);
  const issues = posts(start.issues);
  const issueNotes: [number, string][] = [];
  const requests: string[] = [];

  const app = new Hono().basePath('/api/v4');
  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    requests.push(`${c.req.method} ${pathname}${search}`);
    if (c.req.header('private-token') !== token) return c.json({ message: '401 Unauthorized' }, 401);
    return next();
  });
  app.get('/user', (c) => c.json({ id: ownId }));
  app.get('/projects/12/merge_requests/7/notes', (c) =>
    page(
      c,
      notes.map(({ id, authorId, body }) => ({ id, author: { id: authorId }, body })),
    ),
  );
  app.post('/projects/12/merge_requests/7/notes', async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    notes.push({ id: notes.length + 1, authorId: ownId, body, state: 'opened' });
    return c.json({}, 201);
  });
  app.put('/projects/12/merge_requests/7/notes/:id', async (c) => {
    const found = notes.find(({ id }) => id === Number(c.req.param('id')));
    if (!found) return c.json({ message: '404 Not found' }, 404);
    Object.assign(found, await c.req.json<{ body: string }>());
    return c.json({});
  });
  app.get('/projects/12/issues', (c) => {
    const { scope, state } = c.req.query();
    const listed = issues.filter(
      (issue) => issue.state === state && (scope !== 'created_by_me' || issue.authorId === ownId),
    );
    return page(
      c,
      listed.map(({ id, body }) => ({ id: id + 1000, iid: id, description: body })),
    );
  });
  app.post('/projects/12/issues', async (c) => {
    const { title, description } = await c.req.json<{ title: string; description: string }>();
    issues.push({ id: issues.length + 1, authorId: ownId, title, body: description, state: 'opened' });
    return c.json({}, 201);
  });
  app.put('/projects/12/issues/:iid', async (c) => {
    const found = issues.find(({ id }) => id === Number(c.req.param('iid')));
    if (!found) return c.json({ message: '404 Not found' }, 404);
    const { description = found.body, state_event } = await c.req.json<Record<string, string>>();
    Object.assign(found, { body: description, state: state_event === 'close' ? 'closed' : found.state });
    return c.json({});
  });
  app.post('/projects/12/issues/:iid/notes', async (c) => {
    const { body } = await c.req.json<{ body: string }>();
    issueNotes.push([Number(c.req.param('iid')), body]);
    return c.json({}, 201);
  });

  const url = await serveOnLoopback(app);
  return {
    environment: {
      GITLAB_CI: 'true',
      CI_API_V4_URL: `${url}/api/v4`,
      CI_JOB_URL: 'https://gitlab.example/omnichat/auth0/-/jobs/42',
      CI_MERGE_REQUEST_IID: '7',
      CI_PROJECT_ID: '12',
      GITLAB_TOKEN: token,
    },
    notes,
    issues,
    issueNotes,
    requests,
  };
}
