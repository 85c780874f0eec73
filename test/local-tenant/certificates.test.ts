import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadServerCertificate } from '../../src/local-tenant/keys/certificates.ts';
import { loadSigningKeys } from '../../src/local-tenant/keys/signing-keys.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const dayMs = 86_400_000;

const mode = async (file: string) => (await stat(file)).mode & 0o777;

test('OpenSSL trusts the server for all names by the authority', async () => {
  const directory = await temporaryFolder();
  await loadServerCertificate(directory, 'tenant.localhost', Date.now);
  for (const name of [
    '-verify_hostname localhost',
    '-verify_hostname tenant.localhost',
    '-verify_ip 127.0.0.1',
    '-verify_ip ::1',
  ]) {
    const output = execFileSync(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        ...name.split(' '),
        '-CAfile',
        'ca.pem',
        'server.pem',
      ],
      { cwd: directory, encoding: 'utf8' },
    );
    expect(output).toBe('server.pem: OK\n');
  }
});

test('keeps private keys for the owner', async () => {
  const directory = await temporaryFolder();
  await loadServerCertificate(directory, 'localhost', Date.now);
  await loadSigningKeys(directory, 'localhost', Date.now);
  for (const name of ['ca.key', 'server.key', 'signing-current.pem', 'signing-next.pem']) {
    expect(await mode(join(directory, name))).toBe(0o600);
  }
});

test('keeps certificates that are good', async () => {
  const directory = await temporaryFolder();
  const first = await loadServerCertificate(directory, 'localhost', Date.now);
  expect(await loadServerCertificate(directory, 'localhost', Date.now)).toEqual(first);
});

test.each([
  ['expires within 30 days', 'localhost', 370],
  ['lacks the host', 'other.localhost', 0],
])('renews a server certificate that %s, by the same authority', async (_case, host, days) => {
  const directory = await temporaryFolder();
  const first = await loadServerCertificate(directory, 'localhost', Date.now);
  const authority = await readFile(first.caFile, 'utf8');
  const second = await loadServerCertificate(directory, host, () => Date.now() + days * dayMs);
  expect(second.cert).not.toBe(first.cert);
  expect(await readFile(second.caFile, 'utf8')).toBe(authority);
  const renewed = new X509Certificate(second.cert);
  expect(renewed.verify(new X509Certificate(authority).publicKey)).toBe(true);
  expect(renewed.checkHost(host)).toBe(host);
});

test('makes a new pair where key and certificate do not belong together', async () => {
  const directory = await temporaryFolder();
  await loadServerCertificate(directory, 'localhost', Date.now);
  const authorityKey = await readFile(join(directory, 'ca.key'), 'utf8');
  await writeFile(join(directory, 'server.key'), authorityKey);
  const { key } = await loadServerCertificate(directory, 'localhost', Date.now);
  expect(key).not.toBe(authorityKey);
});

test('refuses a key file that holds something else, and leaves it', async () => {
  const directory = await temporaryFolder();
  const file = join(directory, 'signing-next.pem');
  await writeFile(file, 'nonsense');
  const refusal = loadSigningKeys(directory, 'localhost', Date.now);
  await expect(refusal).rejects.toMatchObject({ code: 'KEYS_UNUSABLE' });
  await expect(refusal).rejects.toThrow(file);
  expect(await readFile(file, 'utf8')).toBe('nonsense');
});

test('keeps its signing keys in their new order, and the previous one until it is revoked', async () => {
  const directory = await temporaryFolder();
  const load = () => loadSigningKeys(directory, 'localhost', Date.now);
  const keys = await load();
  const [current, next] = [keys.current.kid, keys.next.kid];
  const made = await keys.rotate();
  const kids = async () => (await load()).published.map(({ kid }) => kid);
  expect(await kids()).toEqual([next, made.kid, current]);
  const [previous] = keys.previous;
  if (previous === undefined) throw new Error('there is a previous key');
  await keys.revoke(previous, Date.now());
  expect(await kids()).toEqual([next, made.kid]);
});

test('has another next key where a rotation was killed before it was written', async () => {
  const directory = await temporaryFolder();
  const keys = await loadSigningKeys(directory, 'localhost', Date.now);
  await copyFile(join(directory, 'signing-next.pem'), join(directory, 'signing-current.pem'));
  const { current, next } = await loadSigningKeys(directory, 'localhost', Date.now);
  expect(current.kid).toBe(keys.next.kid);
  expect(next.kid).not.toBe(current.kid);
});

test('has two signing keys with names of their own that stay', async () => {
  const directory = await temporaryFolder();
  const first = await loadSigningKeys(directory, 'localhost', Date.now);
  const second = await loadSigningKeys(directory, 'localhost', Date.now);
  expect(first.current.kid).toMatch(/^[\w-]{21}$/);
  expect(first.next.kid).not.toBe(first.current.kid);
  expect([second.current.kid, second.next.kid]).toEqual([first.current.kid, first.next.kid]);
});
