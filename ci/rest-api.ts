const timeoutMs = 30_000;

/** A forge's REST API: JSON in, JSON out, lists in pages that the `Link` header chains (RFC 8288). */
export interface RestApi {
  get(path: string): Promise<unknown>;
  /** The items of every page, each page asked for when the one before is used up. */
  list<Item>(path: string): AsyncIterable<Item>;
  send(method: 'POST' | 'PATCH' | 'PUT', path: string, body: object): Promise<void>;
}

/**
 * @param options.url the API's address, without a trailing slash
 * @param options.headers credentials among them: sent to `url`'s origin only
 * @param options.permission what the token needs, in words, for the message when it is refused
 */
export function restApi(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly permission: string;
}): RestApi {
  const { origin } = new URL(options.url);

  async function request(method: string, url: string, body?: object): Promise<Response> {
    const response = await fetch(url, {
      method,
      headers: { ...options.headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new Error(
        `${method} ${url} was not answered. Run the job again when the address can be reached.`,
        { cause },
      );
    });
    if (response.ok) return response;
    const refused = [401, 403, 404].includes(response.status);
    throw new Error(
      `${method} ${url} was answered ${response.status}: ${(await response.text()).slice(0, 500)}` +
        (refused ? `\nThe token needs ${options.permission}.` : ''),
    );
  }

  return {
    async get(path) {
      return (await request('GET', `${options.url}${path}`)).json();
    },
    async *list<Item>(path: string) {
      let next: string | undefined = `${options.url}${path}`;
      const asked = new Set<string>();
      while (next !== undefined) {
        if (asked.has(next))
          throw new Error(`The list at ${options.url}${path} does not end: ${next} comes again.`);
        asked.add(next);
        const response: Response = await request('GET', next);
        yield* (await response.json()) as Item[];
        next = nextPage(response, origin);
      }
    },
    async send(method, path, body) {
      await request(method, `${options.url}${path}`, body);
    },
  };
}

function nextPage(response: Response, origin: string): string | undefined {
  const next = /<([^>]*)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  if (next === undefined) return undefined;
  const url = new URL(next, response.url);
  if (url.origin === origin) return url.href;
  throw new Error(`${response.url} names ${url.origin} as its next page: the token is for ${origin} only.`);
}
