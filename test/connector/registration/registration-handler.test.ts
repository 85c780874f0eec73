import { describe, expect, test } from 'vitest';
import {
  chatgptRedirectUri,
  guideRegistration,
  postJson,
  testedConnector,
} from '../../support/stand-ins/connector.ts';

describe('the registry', () => {
  test("answers the guide's own request with the provisioned client, and asks nobody", async () => {
    const connector = testedConnector();
    const response = await connector.send('/register', postJson(guideRegistration));

    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      client_id: 'public-client',
      client_id_issued_at: Math.floor(connector.now() / 1000),
      client_name: 'ChatGPT Integration',
      redirect_uris: [chatgptRedirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    expect(connector.events).toMatchObject([
      {
        event: 'registration',
        outcome: 'accepted',
        clientId: 'public-client',
        redirectUris: [chatgptRedirectUri],
      },
    ]);
  });

  test("refuses a connector's callback, which the provisioned client does not have", async () => {
    const response = await testedConnector().send(
      '/register',
      postJson({ redirect_uris: ['https://chatgpt.com/connector/oauth/abc123'] }),
    );

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_redirect_uri',
      error_description: 'redirect_uris.0: is not on the allow-list',
    });
  });
});

describe('native registration', () => {
  const metadata = { issuer: 'https://tenant.eu.auth0.com/' };

  test("sends the client on to the issuer's own endpoint, request and all", async () => {
    const connector = testedConnector(
      { registration: { mode: 'native' } },
      {
        fetch: async () =>
          Response.json({ ...metadata, registration_endpoint: 'https://tenant.eu.auth0.com/oidc/register' }),
      },
    );
    const response = await connector.send('/register', postJson(guideRegistration));

    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe('https://tenant.eu.auth0.com/oidc/register');
    expect(await response.json()).toEqual({
      registration_endpoint: 'https://tenant.eu.auth0.com/oidc/register',
    });
  });

  test('fails where the issuer names no such endpoint', async () => {
    const connector = testedConnector(
      { registration: { mode: 'native' } },
      { fetch: async () => Response.json(metadata) },
    );

    expect((await connector.send('/register', postJson(guideRegistration))).status).toBe(502);
  });
});

test('turned off, registration is not there', async () => {
  const connector = testedConnector({ registration: { mode: 'off' } });
  const response = await connector.send('/register', postJson(guideRegistration));

  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: 'invalid_request',
    error_description: 'Dynamic client registration is turned off',
  });
});

describe('the body of a registration', () => {
  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['application/json', 201],
    ['Application/JSON; charset=utf-8', 201],
  ])('sent as %s is answered %i', async (contentType, status) => {
    const response = await testedConnector().send(
      '/register',
      postJson(guideRegistration, { 'content-type': contentType }),
    );

    expect(response.status).toBe(status);
  });

  test.each([
    ['nothing', ''],
    ['half an object', '{"redirect_uris": ['],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('may not be %s', async (_case, body) => {
    const response = await testedConnector().send('/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_client_metadata',
      error_description: 'The body is not JSON',
    });
  });
});
