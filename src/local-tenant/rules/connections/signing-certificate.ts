import { X509Certificate } from 'node:crypto';

const subjectNames: Readonly<Record<string, string>> = {
  C: 'countryName',
  ST: 'stateOrProvinceName',
  L: 'localityName',
  O: 'organizationName',
  OU: 'organizationalUnitName',
  CN: 'commonName',
  emailAddress: 'emailAddress',
};

/**
 * What Auth0 tells of the certificate by which an identity provider signs its assertions; nothing of what holds none.
 *
 * @param signingCert PEM, or the same in Base64
 */
export function certificateOptions(signingCert: unknown): Readonly<Record<string, unknown>> {
  const certificate = typeof signingCert === 'string' ? read(signingCert) : undefined;
  if (certificate === undefined) return {};
  const subject = certificate.subject.split('\n').map((line) => {
    const [name = '', ...value] = line.split('=');
    return [subjectNames[name] ?? name, value.join('=')];
  });
  return {
    cert: pemOf(String(signingCert)),
    expires: new Date(certificate.validTo).toISOString(),
    subject: Object.fromEntries(subject) as Readonly<Record<string, string>>,
    thumbprints: [certificate.fingerprint.replaceAll(':', '').toLowerCase()],
  };
}

function read(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pemOf(text));
  } catch {
    return undefined;
  }
}

function pemOf(text: string): string {
  return text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
}
