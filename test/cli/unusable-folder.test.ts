import { expect, test } from 'vitest';
import { localProject } from '../support/project/local-project.ts';

/** A folder that can be made by nobody, and in which Node's own recursive `mkdir` never ends. */
const nowhere = '/proc/nope';

test.each([
  [['start']],
  [['preview']],
  [['up']],
  [['destroy', '--no-input']],
  [['adopt']],
  [['drift']],
  [['tenant', 'serve']],
  [['tenant', 'exec', '--', 'true']],
  [['tenant', 'env']],
  [['tenant', 'export']],
  [['tenant', 'users', 'add', 'a@example.com', '--password', 'a long enough password']],
])('%j ends with an error that names the folder', async (words) => {
  const project = await localProject();
  const environment = { OMNICHAT_TENANT_DIR: nowhere };
  const { exitCode, stderr } = await project.runWith({ environment }, ...words);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: .*\/proc\/nope\b/m);
});

test.each([[['env']], [['verify']], [['connector', 'serve']]])('%j ends with an error', async (words) => {
  const project = await localProject();
  const { exitCode, stderr } = await project.runWith(
    { environment: { OMNICHAT_TENANT_DIR: nowhere } },
    ...words,
  );
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: /m);
});
