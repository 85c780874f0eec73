import { X509Certificate } from 'node:crypto';
import { certificatesOnly } from '../keys/pkcs7.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { inexistent, notAllowed } from './errors.ts';
import { route, type ManagementContext, type Route } from './route.ts';

/** `/keys/signing`: the keys that tokens are signed with. Source: Management API v2, `/keys/signing`. */
export function signingKeyRoutes({ keys, now }: ManagementContext): readonly Route[] {
  const all = () => [
    ...keys.published.map((key) => shown(key, { current: key === keys.current, next: key === keys.next })),
    ...keys.revoked.map(({ key, at }) => shown(key, { revokedAt: at })),
  ];
  const brief = ({ certificate: cert, kid }: SigningKey) => ({ cert, kid });

  return [
    route({
      method: 'GET',
      path: '/keys/signing',
      scopes: ['read:signing_keys'],
      handle: () => ({ status: 200, body: all() }),
    }),
    route({
      method: 'GET',
      path: '/keys/signing/:kid',
      scopes: ['read:signing_keys'],
      handle: ({ params }) => {
        const body = all().find(({ kid }) => kid === params['kid']);
        if (body === undefined) throw inexistent('key');
        return { status: 200, body };
      },
    }),
    route({
      method: 'POST',
      path: '/keys/signing/rotate',
      scopes: ['create:signing_keys', 'update:signing_keys'],
      handle: async () => ({ status: 201, body: brief(await keys.rotate()) }),
    }),
    route({
      method: 'PUT',
      path: '/keys/signing/:kid/revoke',
      scopes: ['update:signing_keys'],
      handle: async ({ params }) => {
        const key = keys.published.find(({ kid }) => kid === params['kid']);
        if (key === undefined) throw inexistent('key');
        if (!keys.previous.includes(key)) {
          throw notAllowed('Only a previously used key can be revoked. Rotate the signing key first.');
        }
        await keys.revoke(key, now());
        return { status: 200, body: brief(key) };
      },
    }),
  ];
}

function shown(
  { kid, certificate }: SigningKey,
  {
    current = false,
    next = false,
    revokedAt,
  }: { readonly current?: boolean; readonly next?: boolean; readonly revokedAt?: number },
) {
  const { raw, fingerprint } = new X509Certificate(certificate);
  return {
    kid,
    cert: certificate,
    pkcs7: certificatesOnly(raw),
    current,
    next,
    previous: !current && !next && revokedAt === undefined,
    fingerprint,
    thumbprint: fingerprint.replaceAll(':', ''),
    revoked: revokedAt !== undefined,
    ...(revokedAt !== undefined && { revoked_at: new Date(revokedAt).toISOString() }),
  };
}
