import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { applicationChecks } from '../../src/verify/application/application-checks.ts';
import { dotenvChecks } from '../../src/verify/dotenv/dotenv-checks.ts';
import { registrationChecks } from '../../src/verify/registration/registration-checks.ts';
import { stackTarget } from '../../src/verify/target.ts';
import { systemClock } from '../../src/management/clock.ts';
import { mintManagementToken } from '../../src/management/management-token.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { resultOf, unpassed } from '../support/verify/check-results.ts';
import { urlOf } from '../support/stand-ins/fetched-url.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import {
  deployStack,
  type DeployedStack,
  serveStack,
  type VerifiedStack,
} from '../support/verify/verified-stack.ts';

const groups = [{ name: 'application', checks: applicationChecks }];

let deployed: DeployedStack;

beforeAll(async () => {
  deployed = await deployStack();
});

/** A request as far as these tests tell them apart. */
interface Asked {
  readonly path: string;
  readonly body: string;
}

/** `fetch` of a stack, where some requests are answered otherwise. */
function answering(stack: VerifiedStack, answer: (asked: Asked) => Response | undefined): typeof fetch {
  return async (input, init) => {
    const body = init?.body instanceof URLSearchParams ? init.body.toString() : '';
    return answer({ path: new URL(urlOf(input)).pathname, body }) ?? stack.fetch(input, init);
  };
}

const refusal = (status: number, error: string, description?: string) =>
  Response.json({ error, error_description: description }, { status });

const verifiedWith = async (answer: (asked: Asked, stack: VerifiedStack) => Response | undefined) => {
  const stack = await serveStack(deployed);
  return stack.verify({ groups, fetch: answering(stack, (asked) => answer(asked, stack)) });
};

describe.each([429, 500, 503])('%i tells nothing of what was asked', (status) => {
  test('at the token endpoint', async () => {
    const report = await verifiedWith(({ path }) =>
      path === '/oauth/token' ? refusal(status, 'too_many_requests') : undefined,
    );
    expect(resultOf(report, 'app-client-secret')).toMatchObject({
      status: 'unknown',
      evidence: `${report.target.issuer}oauth/token answered ${status}: too_many_requests`,
    });
    expect(resultOf(report, 'app-client-credentials')?.status).toBe('unknown');
    expect(report.summary).toMatchObject({ fail: 0 });
  });

  test('at the token endpoint, for a code', async () => {
    const report = await verifiedWith(({ path, body }) =>
      path === '/oauth/token' && body.includes('resource=') ? refusal(status, 'any_error') : undefined,
    );
    expect(resultOf(report, 'app-client-secret')?.status).toBe('pass');
    expect(resultOf(report, 'app-code-exchange')).toMatchObject({
      status: 'unknown',
      evidence: `The token endpoint answered ${status}${status === 429 ? ': any_error' : ''}`,
    });
    expect(report.summary).toMatchObject({ fail: 0 });
  });

  test('of a wrong secret', async () => {
    const report = await verifiedWith(({ path, body }, { outputs }) =>
      path === '/oauth/token' && !body.includes(encodeURIComponent(outputs.clientSecret))
        ? refusal(status, 'server_error')
        : undefined,
    );
    expect(unpassed(report)).toEqual({ 'app-client-secret': 'unknown' });
  });

  test('at the authorization endpoint', async () => {
    const report = await verifiedWith(({ path }) =>
      path === '/authorize' ? refusal(status, 'access_denied') : undefined,
    );
    expect(unpassed(report)).toMatchObject({
      'app-redirect-uris': 'unknown',
      'app-redirect-uri-unknown': 'unknown',
      'app-implicit': 'unknown',
    });
    expect(report.summary).toMatchObject({ fail: 0 });
  });

  test("of the registrar's credentials", async () => {
    const stack = await serveStack(deployed);
    const path = join(await temporaryFolder(), '.env');
    await writeDotenv(path, { outputs: stack.outputs, secrets: 'plain', mint: async () => 'none' });
    const report = await stack.verify({
      groups: [{ name: '.env', checks: dotenvChecks }],
      target: stackTarget('local', stack.settings, stack.outputs, { path, environment: {} }),
      fetch: answering(stack, ({ body }) =>
        body.includes('client_credentials') ? refusal(status, 'server_error') : undefined,
      ),
    });
    expect(resultOf(report, 'env-registrar')?.status).toBe('unknown');
  });
});

describe('a refusal for another reason is no proof', () => {
  test('of an unknown client: neither redirect URIs nor the implicit grant were looked at', async () => {
    const report = await verifiedWith(({ path }) =>
      path === '/authorize' ? refusal(400, 'invalid_request', 'Unknown client: x') : undefined,
    );
    expect(unpassed(report)).toMatchObject({
      'app-redirect-uri-unknown': 'unknown',
      'app-implicit': 'unknown',
    });
  });

  test('of a code, whose verifier was not looked at', async () => {
    let codes = 0;
    const report = await verifiedWith(({ path, body }) => {
      const redeems =
        path === '/oauth/token' && body.includes('resource=') && body.includes('code_verifier=');
      return redeems && (codes += 1) > 1 ? refusal(403, 'access_denied', 'Not now') : undefined;
    });
    expect(unpassed(report)).toEqual({ 'app-pkce': 'unknown' });
    expect(resultOf(report, 'app-pkce')?.evidence).toBe('access_denied: Not now');
  });

  test('of a refresh token that did not work the first time either', async () => {
    const report = await verifiedWith(({ body }) =>
      body.includes('grant_type=refresh_token') ? refusal(403, 'invalid_grant', 'Unknown token') : undefined,
    );
    expect(unpassed(report)).toEqual({ 'app-refresh-rotates': 'fail', 'app-refresh-reuse': 'unknown' });
  });

  test('of a refresh token, whose use was not looked at', async () => {
    let refreshed = 0;
    const report = await verifiedWith(({ body }) =>
      body.includes('grant_type=refresh_token') && (refreshed += 1) > 1
        ? refusal(403, 'unauthorized_client', 'Not now')
        : undefined,
    );
    expect(unpassed(report)).toEqual({ 'app-refresh-reuse': 'unknown' });
  });

  test('of the secret, in words that are not about it', async () => {
    const report = await verifiedWith(({ path }) =>
      path === '/oauth/token' ? refusal(400, 'invalid_request', 'Not now') : undefined,
    );
    expect(resultOf(report, 'app-client-secret')?.status).toBe('unknown');
  });
});

const page = (status: number) =>
  new Response('<html>Blocked</html>', { status, headers: { 'content-type': 'text/html' } });

const answers: readonly (readonly [string, () => Response])[] = [
  ['200 with a page', () => page(200)],
  ['200 {}', () => Response.json({})],
  ['200 null', () => Response.json(null)],
  ['201 without a client', () => Response.json({}, { status: 201 })],
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } }),
  ],
  ['429', () => refusal(429, 'too_many_requests')],
  ["a firewall's 400", () => page(400)],
  ["a firewall's 403", () => page(403)],
  ["a proxy's 404", () => page(404)],
  ['a limit', () => refusal(403, 'too_many_entities', 'You reached the limit of entities')],
];

describe.each(answers)('%s proves nothing', (_, answer) => {
  test("of the issuer's own registration endpoint", async () => {
    const stack = await serveStack(deployed);
    const checks = registrationChecks.filter(({ id }) => id === 'registration-issuer');
    const report = await stack.verify({
      groups: [{ name: 'registration', checks }],
      fetch: answering(stack, ({ path }) => (path === '/oidc/register' ? answer() : undefined)),
    });
    expect(resultOf(report, 'registration-issuer')?.status).toBe('unknown');
  });

  test('of the Management token', async () => {
    const stack = await serveStack(deployed);
    const path = join(await temporaryFolder(), '.env');
    const mint = async () =>
      (
        await mintManagementToken(
          { domain: new URL(stack.target.issuer).host, ca: stack.ca },
          registrarOf(stack),
          systemClock,
        )
      ).accessToken;
    await writeDotenv(path, { outputs: stack.outputs, secrets: 'plain', mint });
    const report = await stack.verify({
      groups: [{ name: '.env', checks: dotenvChecks.filter(({ id }) => id === 'env-management-token') }],
      target: stackTarget('local', stack.settings, stack.outputs, { path, environment: {} }),
      fetch: answering(stack, (asked) => (asked.path === '/api/v2/clients' ? answer() : undefined)),
    });
    expect(resultOf(report, 'env-management-token')?.status).toBe('unknown');
  });
});

const registrarOf = ({ outputs }: VerifiedStack) => ({
  clientId: outputs.registrarClientId ?? '',
  clientSecret: outputs.registrarClientSecret ?? '',
});
