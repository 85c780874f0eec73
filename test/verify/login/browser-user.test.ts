import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createBrowserUser } from '../../../src/verify/login/browser-user.ts';
import { freePort } from '../../support/project/free-port.ts';

const authorizationRequest = (step: number) => new URL(`https://tenant.example/authorize?step=${step}`);

test('opens the browser once, and sends it on to each further request', async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const opened: string[] = [];
  const pages: Promise<Response>[] = [];
  // The person logs in at once, and every answer comes to the redirect URI.
  const visit = (code: string) => pages.push(fetch(`${redirectUri}?code=${code}`, { redirect: 'manual' }));
  const user = await createBrowserUser({
    redirectUri,
    open: (url) => {
      opened.push(url.href);
      visit('first');
    },
  });
  expect(user.redirectUri).toBe(redirectUri);

  const first = await user.authorize(authorizationRequest(1), redirectUri);
  expect(first).toEqual({ kind: 'redirect', url: new URL(`${redirectUri}?code=first`) });

  const second = user.authorize(authorizationRequest(2), redirectUri);
  const sentOn = await pages[0];
  expect([sentOn?.status, sentOn?.headers.get('location')]).toEqual([302, authorizationRequest(2).href]);
  visit('second');
  expect(await second).toEqual({ kind: 'redirect', url: new URL(`${redirectUri}?code=second`) });

  await user.close();
  expect(await (await pages[1])?.text()).toBe('Verified. You can close this page.\n');
  expect(opened).toEqual([authorizationRequest(1).href]);
});

test('ends with the verification, whatever connections the browser keeps for later', async () => {
  const user = await createBrowserUser({
    redirectUri: 'http://127.0.0.1:0/callback',
    open: () => undefined,
  });
  const spare = connect(Number(new URL(user.redirectUri ?? '').port), '127.0.0.1');
  onTestFinished(() => void spare.destroy());
  await once(spare, 'connect');
  const login = user.authorize(authorizationRequest(1), user.redirectUri ?? '');
  const page = await Promise.all([fetch(`${user.redirectUri}?code=real`), login.then(() => user.close())]);
  expect(await page[0].text()).toBe('Verified. You can close this page.\n');
});

test('answers nothing but the redirect URI, and that only while it waits', async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const user = await createBrowserUser({ redirectUri, open: () => undefined });
  onTestFinished(() => user.close());
  const early = await fetch(`${redirectUri}?code=forged`);
  const waiting = user.authorize(authorizationRequest(1), redirectUri);
  const elsewhere = await fetch(new URL('/favicon.ico', redirectUri));
  expect([early.status, elsewhere.status]).toEqual([404, 404]);
  const page = fetch(`${redirectUri}?code=real`);
  expect(await waiting).toEqual({ kind: 'redirect', url: new URL(`${redirectUri}?code=real`) });
  void page.then((response) => response.body?.cancel());
});

test('gives up when nobody logs in', async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const user = await createBrowserUser({ redirectUri, open: () => undefined, timeoutMs: 1 });
  onTestFinished(() => user.close());
  await expect(user.authorize(authorizationRequest(1), redirectUri)).rejects.toMatchObject({
    code: 'VERIFY_LOGIN_FAILED',
    message: expect.stringContaining('Run it again with --login.'),
  });
});

test('says which address it cannot listen on', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => {
    server.once('listening', listening);
  });
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  await expect(createBrowserUser({ redirectUri, open: () => undefined })).rejects.toMatchObject({
    code: 'VERIFY_LOGIN_FAILED',
    message: expect.stringContaining(`cannot be received at ${redirectUri}`),
  });
});

test('stops waiting when it is interrupted', async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const interruption = new AbortController();
  const user = await createBrowserUser({
    redirectUri,
    open: () => interruption.abort('SIGINT'),
    interrupted: interruption.signal,
  });
  onTestFinished(() => user.close());
  const interrupted = { code: 'VERIFY_LOGIN_FAILED', message: expect.stringContaining('was interrupted') };
  await expect(user.authorize(authorizationRequest(1), redirectUri)).rejects.toMatchObject(interrupted);
  await expect(user.authorize(authorizationRequest(2), redirectUri)).rejects.toMatchObject(interrupted);
});

test('says which port it was given where any will do', async () => {
  const visits: Promise<Response>[] = [];
  const user = await createBrowserUser({
    redirectUri: 'http://127.0.0.1:0/callback',
    open: () => visits.push(fetch(`${user.redirectUri}?code=real`)),
  });
  expect(user.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/callback$/);
  expect(await user.authorize(authorizationRequest(1), user.redirectUri ?? '')).toEqual({
    kind: 'redirect',
    url: new URL(`${user.redirectUri}?code=real`),
  });
  await user.close();
  expect((await visits[0])?.status).toBe(200);
});
