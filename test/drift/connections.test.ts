import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/drift/findings/finding.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { joining, stackConfig } from '../support/project/stack-config.ts';

const joined = () => driftTenant({ ...stackConfig('local'), ...joining });
const short = ({ kind, severity, name, path }: Finding) =>
  [kind, severity, name, path].filter((part) => part !== undefined).join(' ');

const google = 'google-oauth2-connection';
const database = 'Username-Password-Authentication-connection';

describe('connections of others', () => {
  test('are as they were deployed, whatever else their owner does with them', async () => {
    const { client, drift, idOf } = await joined();
    expect(await drift()).toEqual({ findings: [], notChecked: [] });
    expect(await drift({ applied: undefined })).toEqual({ findings: [], notChecked: [] });
    const { client_id: other } = (await client.post('/clients', { name: 'Default App' })) as {
      client_id: string;
    };
    await client.patch(`/connections/${idOf(google)}/clients`, [{ client_id: other, status: true }]);
    await client.patch(`/connections/${idOf(google)}`, { display_name: 'Staff' });
    expect((await drift()).findings).toEqual([]);
  });

  test('are read without their options, in which the secrets of others lie', async () => {
    const { client, drift, idOf } = await joined();
    await client.patch(`/connections/${idOf(google)}`, { options: { client_secret: 'of Google' } });
    const { findings } = await drift();
    expect(JSON.stringify(findings)).not.toContain('of Google');
  });

  test('that were taken from third parties, from the application, or away', async () => {
    const { client, drift, idOf, outputs } = await joined();
    await client.patch(`/connections/${idOf(database)}`, { is_domain_connection: false });
    await client.patch(`/connections/${idOf(google)}/clients`, [
      { client_id: String(outputs['clientId']), status: false },
    ]);
    const { findings } = await drift();
    expect(findings.map(short)).toEqual([
      `deleted high ${google}-connector`,
      `changed high ${database} isDomainConnection`,
    ]);
    expect(findings[1]).toMatchObject({ expected: true, mendBy: 'command' });

    await client.delete(`/connections/${idOf(google)}`);
    expect((await drift()).findings.map(short)).toEqual([
      `deleted high ${google}`,
      `changed high ${database} isDomainConnection`,
    ]);
  });

  test("that are only used, and open to every third party, are nobody's doing", async () => {
    const { client, drift, idOf } = await joined();
    await client.patch(`/connections/${idOf(google)}`, { is_domain_connection: true });
    expect((await drift()).findings.map(short)).toEqual(['unmanaged high google-oauth2']);
  });

  test('that were never deployed, or are no longer named, wait for the next deploy', async () => {
    const { drift, settings } = await joined();
    const without = { ...settings, connections: settings.connections.slice(1) };
    expect((await drift({ settings: without })).findings.map(short)).toEqual([
      `code-ahead low ${google}`,
      `code-ahead low ${google}-connector`,
    ]);
  });
});
