import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localProject } from '../../support/project/local-project.ts';

test.each([
  ['RESOURCE_URL=not a url', 'RESOURCE_URL is not a url, which is no URL. Set it to one, or leave it out.'],
  [
    'OAUTH_REGISTRATION=brokr',
    'OAUTH_REGISTRATION is brokr. Set it to off, broker, registry or native, or leave it out.',
  ],
  ['OAUTH_REDIRECT_URIS=https://a.example/,b', 'OAUTH_REDIRECT_URIS has b, which is no URI.'],
])('verify --issuer refuses %s as wrong usage', async (line, message) => {
  const project = await localProject();
  await writeFile(join(project.directory, 'server.env'), `${line}\n`);
  const words = ['verify', '--issuer', 'https://localhost:1/', '--file', 'server.env'];
  const { exitCode, stdout, stderr } = await project.run(...words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  expect(stderr.replace(/\s+/g, ' ')).toContain(message);
});

test('verify --issuer refuses a file that is not there', async () => {
  const project = await localProject();
  const words = ['verify', '--issuer', 'https://localhost:1/', '--file', 'missing.env'];
  const { exitCode, stdout, stderr } = await project.run(...words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  expect(stderr).toContain(`There is no ${join(project.directory, 'missing.env')}.`);
});
