import { Refusal } from './refusal.ts';

const documents: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
]);

const endpoints: ReadonlySet<string> = new Set([
  '/authorize',
  '/oauth/token',
  '/oauth/revoke',
  '/oauth/device/code',
  '/activate',
  '/userinfo',
  '/oidc/register',
  '/oidc/logout',
  '/oidc/logout/confirm',
  '/oidc/logout/success',
  '/v2/logout',
  '/u/login',
  '/u/mfa',
  '/u/consent',
  '/u/confirm',
]);

/** Where an authorization, or the activation of a device, goes on after a prompt: its path and the interaction's id. */
const resumption = /^\/(?:authorize|activate)\/[\w-]+$/u;

/** Whether a path is that of a request which goes on after a prompt. */
export const isResumption = (path: string): boolean => resumption.test(path);

/**
 * Lets through the tenant's own paths only, to the letter.
 *
 * oidc-provider's router also takes a trailing slash, any letter case, and HEAD for GET; by those, a request would come past
 * whatever is checked for its path before.
 *
 * @throws {Refusal} 404 `not_found`
 */
export function checkPath(method: string | undefined, path: string): void {
  if (documents.has(path)) return;
  if (method !== 'HEAD' && (endpoints.has(path) || isResumption(path))) return;
  throw new Refusal(404, 'not_found', `There is no ${method} ${path} at this tenant.`);
}

/**
 * Refuses a host that is none: oidc-provider makes URLs of it.
 *
 * @throws {Refusal} 400 `invalid_request` (RFC 9112, section 3.2)
 */
export function checkHost(host: string | undefined): void {
  if (
    host !== undefined &&
    /^(\[[\da-f:.]+\]|[\w.-]+)(:\d*)?$/iu.test(host) &&
    URL.parse(`https://${host}`) !== null
  )
    return;
  throw new Refusal(400, 'invalid_request', 'The Host header names no host.');
}
