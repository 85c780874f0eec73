import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { clientGroups, partGroups } from '../../../src/verify/check-group.ts';
import { variableDefinitions } from '../../../src/dotenv/variables.ts';
import { freePort } from '../../support/project/free-port.ts';
import { localProject } from '../../support/project/local-project.ts';

const page = await readFile(new URL('../../../docs/chatgpt.md', import.meta.url), 'utf8');

const tool = 'node bin/omnichat-auth0.js ';

/** The lines of the page that a person runs, in its order. */
const commands = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
  block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
);

test('every command of docs/chatgpt.md does what the page says of it', async () => {
  const project = await localProject();
  // The stack of the page is at Auth0; with a tenant on this machine the same lines run here.
  const url = `http://localhost:${await freePort()}/mcp`;
  await project.configure({ clients: ['chatgpt', 'claude', 'vscode'] }, { stack: 'dev' });
  const ends: Record<string, string> = {
    'verify -s dev --as chatgpt': `ChatGPT would link, but for: ChatGPT cannot reach ${new URL(url).origin} and https://${project.domain}.`,
    'verify -s dev --as claude': `Claude would link, but for: Claude cannot reach ${new URL(url).origin} and https://${project.domain}.`,
    'verify -s dev --as vscode': 'VS Code will link.',
  };
  expect(commands.filter((line) => Object.keys(ends).includes(line.slice(tool.length)))).toHaveLength(3);
  for (const line of commands) {
    expect(line.startsWith(tool), line).toBe(true);
    const written = line.slice(tool.length);
    const { exitCode, stdout, stderr } = await project.run(
      ...written.replace('https://omnichat.example/mcp', url).split(' '),
    );
    expect({ line, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({
      line,
      exitCode: 0,
      stderr: '',
    });
    const end = ends[written];
    if (end !== undefined) expect(stdout.trimEnd().split('\n').at(-1)).toBe(end);
  }
});

test('docs/chatgpt.md names checks and variables that there are', () => {
  const checks = new Set(
    [...partGroups, ...clientGroups].flatMap((group) => group.checks.map(({ id }) => id)),
  );
  const named = [...page.matchAll(/`((?:chatgpt|app|env|rs|registration)-[a-z-]+)`/g)].map(([, id]) => id);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((id) => !checks.has(id ?? ''))).toEqual([]);

  const variables = new Set(variableDefinitions.map(({ name }) => name));
  const written = [...page.matchAll(/`((?:OAUTH|RESOURCE|AUTH0)_[A-Z0-9_]+)`/g)].map(
    ([, name]) => name ?? '',
  );
  expect(written.filter((name) => !variables.has(name))).toEqual(['OAUTH_OWNER_PROFILE_ID_MISSING']);
});
