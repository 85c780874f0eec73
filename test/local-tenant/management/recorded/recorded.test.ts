import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Client } from '../../../../src/local-tenant/state/entities/applications.ts';
import type { TenantSettings } from '../../../../src/local-tenant/state/entities/settings.ts';
import { managementTenant, type ManagementTenant } from '../../../support/tenants/management-tenant.ts';
import { isFields } from '../../../support/recordings/recorded-ids.ts';
import { Replay, type RecordedExchange } from '../../../support/tenants/recorded-exchange.ts';

function recording(name: string): readonly RecordedExchange[] {
  const file = new URL(`./${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedExchange[];
}

/** What the provider's recorder dropped of an application, because its model knows nothing of it. */
const dropped = new Set(['callback_url_template', 'cross_origin_auth', 'encrypted', 'global', 'tenant']);

function asRecorded(path: string, answer: unknown): unknown {
  if (!path.startsWith('/clients') || !isFields(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !dropped.has(name)));
}

async function replay(
  tenant: ManagementTenant,
  exchanges: readonly RecordedExchange[],
  memory = new Replay(),
) {
  const certificate = tenant.keys.current.certificate;
  for (const exchange of exchanges) {
    const body = JSON.parse(
      JSON.stringify(memory.toTenant(exchange.body) ?? null).replaceAll(
        '"<certificate>"',
        JSON.stringify(certificate),
      ),
    ) as unknown;
    const { status, body: answered } = await tenant.call(
      exchange.method,
      memory.toTenant(exchange.path),
      body ?? undefined,
    );
    const answer = asRecorded(exchange.path, answered);
    const expected = memory.expected(exchange, answer);
    const what = `${exchange.method} ${exchange.path} ${JSON.stringify(exchange.body)}`;
    expect({ what, status, answer }).toEqual({ what, status: exchange.status, answer: expected });
  }
}

test.each([
  'client-properties',
  'third-party-client',
  'client-refresh-token',
  'client-authentication-methods',
  'client-grant',
  'connection-clients',
  'log-stream',
  'resource-server',
  'resource-server-scopes',
])('answers as Auth0 did: %s', async (name) => {
  await replay(await managementTenant(), recording(name));
});

test('answers as Auth0 did: tenant-settings', async () => {
  const tenant = await managementTenant();
  const exchanges = recording('tenant-settings');
  const [first] = exchanges.map(({ answer }) => answer as TenantSettings);
  const { flags, ...before } = first ?? tenant.store.documents.settings;
  await tenant.store.write((transaction) => {
    transaction.setDocument('settings', {
      ...before,
      flags: Object.fromEntries(
        Object.entries(flags).filter(([flag]) => !/^(cannot_change_)?enforce_/.test(flag)),
      ),
    });
  });
  await replay(tenant, exchanges);
});

test('answers as Auth0 did: attack-protection', async () => {
  const tenant = await managementTenant();
  const exchanges = recording('attack-protection');
  await tenant.store.write((transaction) => {
    const protections = exchanges.flatMap(({ method, path, answer }) =>
      method === 'GET' && answer !== undefined ? [[path.slice('/attack-protection/'.length), answer]] : [],
    );
    transaction.setDocument('attackProtection', {
      ...tenant.store.documents.attackProtection,
      ...(Object.fromEntries(protections) as object),
    });
  });
  await replay(tenant, exchanges);
});

test('answers as Auth0 did: metadata-document-client', async () => {
  const tenant = await managementTenant();
  const exchanges = recording('metadata-document-client');
  const imported = { ...(exchanges[0]?.answer as Client), client_id: 'tpc_imported' };
  await tenant.store.write((transaction) => {
    transaction.clients.put(imported);
  });
  const memory = new Replay();
  memory.expected(
    { method: 'GET', path: '/clients/<client 1>', status: 200, answer: { client_id: '<client 1>' } },
    imported,
  );
  await replay(tenant, exchanges, memory);
});
