import type { Middleware } from 'oidc-provider/lib/provider.js';
import { everybodysNow } from '../clock.ts';

/** Has cookies end when they would by the tenant's clock, told by that of whoever keeps them. */
export function cookiesByEverybodysClock(now: () => number): Middleware {
  return async ({ res }, next) => {
    try {
      await next();
    } finally {
      const cookies = res.getHeader('set-cookie');
      const aheadMs = everybodysNow() - now();
      if (Array.isArray(cookies))
        res.setHeader(
          'set-cookie',
          cookies.map((cookie) => later(cookie, aheadMs)),
        );
    }
  };
}

/** A cookie that is taken back ends in 1970 by everybody's clock. */
const later = (cookie: string, byMs: number): string =>
  cookie.replace(/(?<=; expires=)[^;]+/i, (date) => {
    const at = Date.parse(date);
    return at === 0 ? date : new Date(at + byMs).toUTCString();
  });
