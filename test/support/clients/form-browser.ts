import type { Fetch } from '../tenants/oauth-tenant.ts';

/** Where a visit ended: a page of the tenant, or a redirect that leaves it. */
export interface Visit {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  /** Set when the tenant sent the browser away. */
  readonly redirectedTo: URL | undefined;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A browser as far as a login needs one: cookies with paths, redirects within the tenant, forms. */
export class FormBrowser {
  readonly #fetch: Fetch;
  readonly #issuer: string;
  #cookies: readonly Cookie[] = [];

  constructor(tenant: { fetch: Fetch; issuer: string }) {
    this.#fetch = tenant.fetch;
    this.#issuer = tenant.issuer;
  }

  /** Opens a page of the tenant. */
  async open(url: string | URL): Promise<Visit> {
    return this.#follow(String(url), { method: 'GET' });
  }

  /** Posts the form of a page to the page's own address, with these headers besides. */
  async submit(
    page: Visit,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Visit> {
    return this.#follow(page.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Logs in at the login page that `url` leads to, and accepts where the tenant asks for consent. */
  async logIn(url: string | URL, user: { email: string; password: string }): Promise<Visit> {
    const login = await this.open(url);
    const next = await this.submit(login, { username: user.email, password: user.password, action: 'login' });
    return new URL(next.url).pathname === '/u/consent' ? this.submit(next, { action: 'accept' }) : next;
  }

  async #follow(url: string, request: { method: string; headers?: object; body?: string }): Promise<Visit> {
    const cookie = this.#cookiesFor(url);
    const response = await this.#fetch(url, {
      ...request,
      headers: { accept: 'text/html', ...request.headers, ...(cookie === '' ? {} : { cookie }) },
    });
    this.#keep(response.headers.getSetCookie());
    const location = response.headers.get('location');
    const html = await response.text();
    if (location === null) return { status: response.status, url, html, redirectedTo: undefined };
    const target = new URL(location, url);
    if (target.href.startsWith(this.#issuer)) return this.#follow(target.href, { method: 'GET' });
    return { status: response.status, url, html, redirectedTo: target };
  }

  #cookiesFor(url: string): string {
    const { pathname } = new URL(url);
    return this.#cookies
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep(headers: readonly string[]): void {
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split('; ');
      const [name = '', ...value] = pair.split('=');
      const path =
        attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      const others = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
      const expired = attributes.some((attribute) => attribute.includes('01 Jan 1970'));
      this.#cookies = expired ? others : [...others, { name, value: value.join('='), path }];
    }
  }
}
