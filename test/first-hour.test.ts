import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from './support/project/free-port.ts';
import { clone, typed } from './support/project/typed-lines.ts';

/** Three things that somebody clicks in the dashboard. */
const clicks = `
  const { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: client_id, AUTH0_CLIENT_SECRET: client_secret } = process.env;
  const send = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) };
    const answer = await fetch('https://' + domain + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(method + ' ' + path + ' ' + answer.status + ' ' + await answer.text());
    return answer.status === 204 ? undefined : answer.json();
  };
  const audience = 'https://' + domain + '/api/v2/';
  const { access_token } = await send('POST', '/oauth/token', { grant_type: 'client_credentials', client_id, client_secret, audience });
  const manage = (method, path, body) => send(method, '/api/v2' + path, body, access_token);
  const application = (await manage('GET', '/clients')).find(({ name }) => name === 'OmniChat OAuth 2.1');
  await manage('PATCH', '/clients/' + application.client_id, { callbacks: ['https://elsewhere.example/callback'] });
  const grants = await manage('GET', '/client-grants');
  await manage('DELETE', '/client-grants/' + grants.find((grant) => grant.default_for === 'third_party_clients').id);
  await manage('PATCH', '/tenants/settings', { authorization_response_iss_parameter_supported: false });
`;

/** The commands that a report prints as mends, each once and in their order. */
const mendsIn = (report: string): readonly string[] => [
  ...new Set(
    [...report.matchAll(/^\s*(?:mend it|then):\s+(node bin\/omnichat-auth0\.js .*)$/gm)].map(
      ([, command = '']) => command,
    ),
  ),
];

test(
  'the first hour goes as README says: start, edit each stack, break three things, and mend them with what is printed',
  { timeout: 240_000 },
  async () => {
    const folder = await clone([`omnichat:resourceUrl: http://localhost:${await freePort()}`]);
    const own = 'node bin/omnichat-auth0.js';

    const started = await typed(folder, 'npm start');
    expect(started).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/^19 created in /m) as string,
    });
    expect(started.output).toMatch(/^\.env created\.$/m);
    expect(started.output).toMatch(/^ChatGPT would link, but for: /m);

    for (const edit of [
      `${own} init -s dev --domain omnichat-first-hour.eu.auth0.com --yes`,
      `${own} callbacks add first-hour -s dev`,
      `${own} init -s prod --domain omnichat-first-hour-live.eu.auth0.com --yes`,
      `npx --no-install vitest run test/infra/own-stacks.test.ts`,
    ])
      expect(await typed(folder, edit), edit).toMatchObject({ exitCode: 0 });

    await writeFile(join(folder, 'clicks.js'), clicks);
    expect(await typed(folder, `${own} tenant exec -- node clicks.js`)).toEqual({ exitCode: 0, output: '' });
    const broken = [await typed(folder, `${own} verify`), await typed(folder, `${own} drift`)];
    expect(broken.map(({ exitCode }) => exitCode)).toEqual([2, 2]);
    const mends = mendsIn(broken.map(({ output }) => output).join('\n'));
    expect(mends).not.toEqual([]);
    for (const mend of mends) expect(await typed(folder, mend), mend).toMatchObject({ exitCode: 0 });

    for (const look of ['verify', 'drift'])
      expect(await typed(folder, `${own} ${look}`), look).toMatchObject({ exitCode: 0 });
  },
);
