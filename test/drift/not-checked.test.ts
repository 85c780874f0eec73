import { describe, expect, test } from 'vitest';
import { checkDrift } from '../../src/drift/check-drift.ts';
import { readScopes } from '../../src/management/resources/resource-types.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import type { WireObject } from '../../src/management/paging.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';
import { hardened, stackConfig } from '../support/project/stack-config.ts';
import { serveStub, type StubAnswer, type StubRequest } from '../support/stand-ins/tenant-stub.ts';

/** Drift as an application sees it that has only these scopes. */
async function driftWith(scopes: readonly string[], further: Record<string, string> = {}) {
  const { tenant, address, client, settings, applied } = await driftTenant({
    ...stackConfig('local'),
    ...further,
  });
  const reader = (await client.post('/clients', {
    name: 'Drift',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  })) as { readonly client_id: string; readonly client_secret: string };
  await client.post('/client-grants', {
    client_id: reader.client_id,
    audience: `https://${tenant.domain}/api/v2/`,
    scope: scopes,
  });
  return checkDrift({
    stack: 'local',
    settings,
    local: true,
    applied,
    address,
    credentials: { clientId: reader.client_id, clientSecret: reader.client_secret },
    heldSecrets: [],
    ignores: [
      { match: 'Deployer', reason: 'deploys' },
      { match: '*/api/v2/', reason: 'of the deployer' },
    ],
    failOn: 'low',
  });
}

test('with the state of another tenant nothing is compared, and both are named', async () => {
  const { tenant, address, settings, applied } = await driftTenant(stackConfig('local'));
  const another = 'omnichat-prod.eu.auth0.com';
  const driftFrom = async (idOf: (id: string) => string) =>
    checkDrift({
      stack: 'local',
      settings,
      local: true,
      applied: {
        ...applied,
        domain: another,
        resources: applied.resources.map((each) => ({ ...each, id: idOf(each.id) })),
      },
      address,
      credentials: tenant.deployer,
      heldSecrets: [],
      ignores: [],
      failOn: 'low',
    });

  expect(await driftFrom(() => 'ofAnotherTenant')).toMatchObject({
    verdict: 'unknown',
    findings: [],
    notChecked: [
      {
        what: 'the tenant',
        cause: 'other-tenant',
        reason: expect.stringContaining(
          `The state of local is of ${another}, and ${tenant.domain} has nothing of what it knows. Write ${another} into`,
        ) as string,
      },
    ],
  });
  expect(await driftFrom((id) => id)).toMatchObject({ verdict: 'clean' });
});

test('read scopes are enough', async () => {
  expect(await driftWith(readScopes)).toMatchObject({ verdict: 'clean', findings: [], notChecked: [] });
});

test.each([
  ['read:clients', 'applications'],
  ['read:resource_servers', 'APIs'],
  ['read:client_grants', 'client grants'],
  ['read:connections', 'connections, applications of the connection'],
  ['read:roles', 'roles, permissions of roles'],
  ['read:tenant_settings', 'tenant settings'],
  ['read:log_streams', 'log streams'],
  ['read:attack_protection', 'attack protection'],
  ['read:prompts', 'login prompts'],
])('without %s the verdict is open, and the scope is named', async (scope, what) => {
  const report = await driftWith(readScopes.filter((each) => each !== scope));
  expect(report.verdict).toBe('unknown');
  expect(report.findings).toEqual([]);
  expect(report.notChecked).toMatchObject([{ what, cause: 'missing-scope' }]);
  expect(report.notChecked[0]?.missingScopes).toContain(scope);
});

test('network ACLs take a scope of their own, where the stack declares one', async () => {
  const scope = 'read:network_acls';
  expect(readScopes).not.toContain(scope);
  expect(await driftWith([...readScopes, scope, 'read:actions'], hardened)).toMatchObject({
    verdict: 'clean',
    notChecked: [],
  });
  const { verdict, notChecked } = await driftWith([...readScopes, 'read:actions'], hardened);
  expect(verdict).toBe('unknown');
  expect(notChecked).toMatchObject([{ what: 'network ACLs', missingScopes: [scope] }]);
});

async function driftOf(answer: (request: StubRequest) => StubAnswer | undefined) {
  const stub = await serveStub(answer);
  const settings = parseSettings({ ...stackConfig('local'), 'auth0:domain': stub.domain }, 'local');
  const clock = new FakeClock();
  const report = await checkDrift({
    stack: 'local',
    settings,
    local: true,
    address: stub,
    credentials: { clientId: 'a', clientSecret: 'the secret of a' },
    heldSecrets: [],
    ignores: [],
    failOn: 'low',
    clock,
  });
  return { report, stub, clock };
}

const isList = ({ path }: StubRequest, name: string) => path.startsWith(`/api/v2/${name}`);

/** A tenant that holds nothing. */
function empty(request: StubRequest): StubAnswer | undefined {
  if (isList(request, 'clients')) return { body: { clients: [] } };
  if (isList(request, 'client-grants')) return { body: { client_grants: [] } };
  if (isList(request, 'resource-servers')) return { body: { resource_servers: [], total: 0 } };
  if (isList(request, 'connections')) return { body: { connections: [] } };
  if (isList(request, 'roles')) return { body: { roles: [], total: 0 } };
  if (isList(request, 'log-streams')) return { body: [] };
  if (isList(request, 'tenants/settings')) return { body: { flags: {} } };
  if (isList(request, 'prompts')) return { body: { universal_login_experience: 'new' } };
  return request.path.startsWith('/api/v2/attack-protection/') ? { body: { enabled: true } } : undefined;
}

describe('what is no drift and no clean bill either', () => {
  test('a secret that is refused', async () => {
    const { report } = await driftOf(({ path }) =>
      path === '/oauth/token'
        ? { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } }
        : undefined,
    );
    expect(report).toMatchObject({ verdict: 'unknown', findings: [] });
    expect(report.notChecked.map(({ cause }) => cause)).toEqual(['credentials']);
    expect(JSON.stringify(report)).not.toContain('the secret of a');
  });

  test('a token endpoint that fails', async () => {
    const { report } = await driftOf(({ path }) =>
      path === '/oauth/token' ? { status: 503, body: { error: 'x', error_description: 'x' } } : undefined,
    );
    expect(report).toMatchObject({ verdict: 'unknown', findings: [] });
    expect(report.notChecked.map(({ cause }) => cause)).toEqual(['network']);
  });

  test('a rate limit that does not end', async () => {
    const { report } = await driftOf((request) =>
      isList(request, 'clients')
        ? {
            status: 429,
            headers: { 'x-ratelimit-reset': '1700000100', 'x-ratelimit-remaining': '0' },
            body: {
              statusCode: 429,
              error: 'Too Many Requests',
              message: 'Global limit has been reached',
              errorCode: 'too_many_requests',
            },
          }
        : empty(request),
    );
    expect(report.verdict).toBe('unknown');
    expect(report.notChecked).toMatchObject([{ what: 'applications', cause: 'rate-limit' }]);
  });

  test('a server that fails', async () => {
    const { report } = await driftOf((request) =>
      isList(request, 'roles')
        ? { status: 503, body: { statusCode: 503, error: 'x', message: 'x' } }
        : empty(request),
    );
    expect(report.verdict).toBe('unknown');
    expect(report.notChecked).toMatchObject([{ what: 'roles, permissions of roles', cause: 'network' }]);
  });
});

test.each<[part: string, list: string, body: object]>([
  ['applications', 'clients', { clients: [{ name: 'x' }] }],
  ['APIs', 'resource-servers', { resource_servers: [{ identifier: 'x' }], total: 1 }],
  ['client grants', 'client-grants', { client_grants: [{ audience: 'x' }] }],
  ['connections, applications of the connection', 'connections', { connections: [{ name: 'x' }] }],
  ['roles, permissions of roles', 'roles', { roles: [{ name: 'x' }], total: 1 }],
  ['log streams', 'log-streams', [{ name: 'x' }]],
])('%s without an id are not checked', async (part, list, body) => {
  const { report } = await driftOf((request) => (isList(request, list) ? { body } : empty(request)));
  expect(report.verdict).toBe('unknown');
  expect(report.notChecked).toMatchObject([{ what: part }]);
  expect(report.notChecked[0]?.reason).toContain(`/api/v2/${list}`);
});

describe.each(['log-streams', 'attack-protection/suspicious-ip-throttling'])('%s refused', (part) => {
  const refusedWith = async (error: object) => {
    const body = { statusCode: 403, error: 'Forbidden', message: 'Not this.', ...error };
    const { report } = await driftOf((request) =>
      isList(request, part) ? { status: 403, body } : empty(request),
    );
    return report.notChecked;
  };

  test.each(['insufficient_entitlement', 'feature_not_enabled', 'not_entitled'])(
    'with %s is not in the plan: it holds nothing',
    async (errorCode) => expect(await refusedWith({ errorCode })).toEqual([]),
  );

  test.each([{}, { errorCode: 'insufficient_scope' }, { errorCode: 'too_many_entities' }])(
    'with %o is not checked',
    async (error) => expect(await refusedWith(error)).toMatchObject([{ cause: 'refused' }]),
  );
});

describe('10,000 applications', () => {
  const applications = Array.from({ length: 10_000 }, (_, index) => ({
    client_id: `tpc_${index}`,
    name: 'ChatGPT',
    is_first_party: false,
    callbacks: ['https://chatgpt.com/connector/oauth/abc'],
  })) satisfies readonly WireObject[];

  const lists = (stub: { readonly requests: readonly StubRequest[] }) =>
    stub.requests
      .filter(({ path }) => path.startsWith('/api/v2/clients?'))
      .map(({ path }) => new URL(path, 'https://x').searchParams);

  test('take one request a page, for the needed fields only', async () => {
    const { report, stub } = await driftOf((request) => {
      if (!isList(request, 'clients')) return empty(request);
      const from = Number(new URL(request.path, 'https://x').searchParams.get('from') ?? 0);
      const next = from + 100 < applications.length ? { next: String(from + 100) } : {};
      return { body: { clients: applications.slice(from, from + 100), ...next } };
    });
    expect(report).toMatchObject({ applications: 10_000, registrants: 10_000 });
    expect(lists(stub)).toHaveLength(100);
    const fields = lists(stub)[0]?.get('fields')?.split(',');
    expect(fields).toContain('callbacks');
    expect(fields).not.toContain('client_secret');
    expect(fields).not.toContain('signing_keys');
    const others = stub.requests.length - 100;
    expect(others).toBeLessThan(15);
  });

  test('are read page by page where the tenant knows no checkpoints', async () => {
    const { report, stub } = await driftOf((request) => {
      if (!isList(request, 'clients')) return empty(request);
      const query = new URL(request.path, 'https://x').searchParams;
      if (query.has('take')) {
        return {
          status: 400,
          body: { statusCode: 400, error: 'Bad Request', message: 'x', errorCode: 'invalid_query_string' },
        };
      }
      const start = Number(query.get('page')) * 100;
      return { body: { clients: applications.slice(start, start + 100), total: applications.length } };
    });
    expect(report).toMatchObject({ applications: 10_000, registrants: 10_000 });
    expect(lists(stub)).toHaveLength(101);
  });
});

test('waits exactly as the headers say', async () => {
  let refusals = 0;
  const { report, clock } = await driftOf((request) => {
    if (isList(request, 'roles') && refusals++ === 0) {
      return {
        status: 429,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000007' },
        body: { statusCode: 429, message: 'x' },
      };
    }
    return empty(request);
  });
  expect(report.notChecked).toEqual([]);
  expect(clock.waits).toEqual([7000]);
});
