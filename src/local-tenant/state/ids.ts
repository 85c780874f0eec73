import { randomBytes, randomInt } from 'node:crypto';

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A random string of letters and digits, such as a `client_id`. */
export function alphanumeric(length: number): string {
  return Array.from({ length }, () => lettersAndDigits[randomInt(lettersAndDigits.length)]).join('');
}

/** A random id with the prefix of its kind, such as `con_` and 16 letters and digits. */
export function prefixedId(
  prefix: 'con' | 'cgr' | 'rol' | 'lst' | 'cred' | 'org' | 'cd' | 'tok' | 'uinv',
): string {
  return `${prefix}_${alphanumeric(16)}`;
}

/** The id of a network ACL: `acl_` and 22 letters and digits. */
export function networkAclId(): string {
  return `acl_${alphanumeric(22)}`;
}

/** The id of what notifies by phone, a provider or a template: its prefix and 22 letters and digits. */
export function notificationId(prefix: 'pro' | 'tem'): string {
  return `${prefix}_${alphanumeric(22)}`;
}

/** The id of a discovery domain of an organization: `ord_` and 22 letters and digits. */
export function discoveryDomainId(): string {
  return `ord_${alphanumeric(22)}`;
}

/** The id of a strict third-party application: `tpc_` and 22 letters and digits. */
export function thirdPartyClientId(): string {
  return `tpc_${alphanumeric(22)}`;
}

/** 24 hexadecimal digits: the id of an API, and of a user within its connection. */
export function hexId(): string {
  return randomBytes(12).toString('hex');
}

/** A secret of 64 URL-safe characters, as Auth0 makes them for applications. */
export function clientSecret(): string {
  return randomBytes(48).toString('base64url');
}
