import { expect, test } from 'vitest';
import { CookieJar } from '../../../src/verify/login/cookie-jar.ts';

const setting = (...lines: string[]) =>
  new Headers(lines.map((line): [string, string] => ['set-cookie', line]));

test('sends back what was set, the last value of each name', () => {
  const jar = new CookieJar();
  jar.store(setting('session=a; Path=/; HttpOnly', 'state=x=y; Secure'));
  jar.store(setting('session=b'));
  expect(jar.header()).toBe('session=b; state=x=y');
});

test.each(['Max-Age=0', 'max-age=-1', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
  'forgets a cookie with %s',
  (attribute) => {
    const jar = new CookieJar();
    jar.store(setting('session=a', 'state=x'));
    jar.store(setting(`session=; Path=/; ${attribute}`));
    expect(jar.header()).toBe('state=x');
  },
);

test('keeps a cookie that has time left', () => {
  const jar = new CookieJar();
  jar.store(
    setting('session=a; Max-Age=60', `state=x; Expires=${new Date(Date.now() + 60_000).toUTCString()}`),
  );
  expect(jar.header()).toBe('session=a; state=x');
});
