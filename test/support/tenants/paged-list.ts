import type { Context } from 'hono';

const pageSize = 2;

/** Answers one page of a list, and names the next in the `Link` header as GitHub and GitLab do. */
export function page(c: Context, items: readonly object[]): Response {
  const number = Number(c.req.query('page') ?? 1);
  if (number * pageSize < items.length) {
    const next = new URL(c.req.url);
    next.searchParams.set('page', String(number + 1));
    c.header('link', `<${next.origin}/first>; rel="first", <${next.href}>; rel="next"`);
  }
  return c.json(items.slice((number - 1) * pageSize, number * pageSize));
}
