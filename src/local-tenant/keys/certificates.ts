import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { secondName } from '../domain.ts';
import { interpretPem, readPem, writePrivatePem, writePublicPem } from './key-files.ts';
import { loadX509 } from './x509.ts';

/** What an HTTPS server of this tenant needs, and where its clients find whom to trust. */
export interface ServerCertificate {
  readonly key: string;
  /** The server's certificate and the authority's, PEM. */
  readonly cert: string;
  /** The path of the authority's certificate, PEM. */
  readonly caFile: string;
}

interface KeyAndCertificate {
  /** PEM. */
  readonly key: string;
  readonly certificate: X509Certificate;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signatureAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const dayMs = 86_400_000;
const authorityDays = 3650;
// Apple's systems refuse server certificates that are valid for longer than 825 days.
const serverDays = 397;
const renewalDays = 30;
const loopbackNames = ['localhost', '127.0.0.1', '::1', secondName];

/** The path of the certificate that a tenant's clients must trust. */
export function caFileOf(directory: string): string {
  return resolve(directory, 'ca.pem');
}

/**
 * Reads the certificate that this machine's authority made for the tenant; what is missing, nearly expired or made for other
 * names is made anew. Keys are ECDSA P-256, their files have mode 0600.
 *
 * @param host the domain's host, without a port
 */
export async function loadServerCertificate(
  directory: string,
  host: string,
  now: () => number,
): Promise<ServerCertificate> {
  const caFile = caFileOf(directory);
  const authority = await authorityAt(caFile, join(directory, 'ca.key'), now());
  const server = await serverAt(
    { file: join(directory, 'server.pem'), keyFile: join(directory, 'server.key') },
    authority,
    host,
    now(),
  );
  return { key: server.key, cert: chainOf(server, authority), caFile };
}

/** A server's certificate that is made for this once and kept nowhere. */
export async function makeServerCertificate(
  host: string,
  nowMs: number,
): Promise<Omit<ServerCertificate, 'caFile'> & { readonly ca: string }> {
  const authority = await makeAuthority(nowMs);
  const server = await makeServer(authority, namesOf(host), nowMs);
  return {
    key: server.key,
    cert: chainOf(server, authority),
    ca: authority.certificate.toString(),
  };
}

const chainOf = (...links: readonly KeyAndCertificate[]) =>
  links.map(({ certificate }) => certificate.toString()).join('');

const namesOf = (host: string) => [...new Set([...loopbackNames, host])];

async function authorityAt(file: string, keyFile: string, nowMs: number): Promise<KeyAndCertificate> {
  const saved = await readPair(file, keyFile);
  if (saved && isLasting(saved.certificate, nowMs)) return saved;
  const made = await makeAuthority(nowMs);
  await writePrivatePem(keyFile, made.key);
  await writePublicPem(file, made.certificate.toString());
  return made;
}

async function serverAt(
  { file, keyFile }: { readonly file: string; readonly keyFile: string },
  authority: KeyAndCertificate,
  host: string,
  nowMs: number,
): Promise<KeyAndCertificate> {
  const names = namesOf(host);
  const saved = await readPair(file, keyFile);
  if (
    saved &&
    isLasting(saved.certificate, nowMs) &&
    isMadeBy(saved.certificate, authority) &&
    covers(saved.certificate, names)
  ) {
    return saved;
  }
  const made = await makeServer(authority, names, nowMs);
  await writePrivatePem(keyFile, made.key);
  await writePublicPem(file, made.certificate.toString());
  return made;
}

async function readPair(file: string, keyFile: string): Promise<KeyAndCertificate | undefined> {
  const [text, key] = await Promise.all([readPem(file), readPem(keyFile)]);
  if (text === undefined || key === undefined) return undefined;
  return interpretPem(file, () => {
    const certificate = new X509Certificate(text);
    // A process may have been killed between writing the one and the other.
    return certificate.checkPrivateKey(createPrivateKey(key)) ? { key, certificate } : undefined;
  });
}

function isLasting(certificate: X509Certificate, nowMs: number): boolean {
  return Date.parse(certificate.validTo) - nowMs > renewalDays * dayMs;
}

function isMadeBy(certificate: X509Certificate, authority: KeyAndCertificate): boolean {
  return certificate.verify(authority.certificate.publicKey);
}

function covers(certificate: X509Certificate, names: readonly string[]): boolean {
  return names.every(
    (name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined,
  );
}

async function makeAuthority(nowMs: number): Promise<KeyAndCertificate> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=OmniChat local tenant authority',
    keys,
    signingAlgorithm: signatureAlgorithm,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + authorityDays * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: pkcs8(keys.privateKey), certificate: new X509Certificate(certificate.toString('pem')) };
}

async function makeServer(
  authority: KeyAndCertificate,
  names: readonly string[],
  nowMs: number,
): Promise<KeyAndCertificate> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const issuer = new x509.X509Certificate(authority.certificate.raw);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' }),
    keyAlgorithm,
    false,
    ['sign'],
  );
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: signatureAlgorithm,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + serverDays * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: pkcs8(keys.privateKey), certificate: new X509Certificate(certificate.toString('pem')) };
}

function pkcs8(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
