import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parse } from 'yaml';
import { tenantDomain } from '../tenants/management-tenant.ts';

/** One call of the real Management API, and its answer. */
export interface Exchange {
  readonly method: string;
  /** Below `/api/v2`, with the query. */
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}

/** What a test of another's exchanged with Auth0. */
export interface Recording {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

/** The format of go-vcr, version 2: the Terraform provider's and go-auth0's, in `test/data/recordings`. */
interface Cassette {
  readonly interactions: readonly {
    readonly request: { readonly method: string; readonly url: string; readonly body?: string };
    readonly response: { readonly code: number; readonly body?: string };
  }[];
}

/** The format of nock: auth0-deploy-cli's, in `test/e2e/recordings`. */
type Definitions = readonly {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly response: unknown;
}[];

const prefix = '/api/v2/';

/**
 * Reads every recording of a folder, one after the other: they are large.
 *
 * What is not of the Management API is left out, and the recorded tenant's domains are the test's own.
 */
export function* readRecordings(folder: string): Generator<Recording> {
  for (const file of readdirSync(folder).toSorted()) {
    const extension = extname(file);
    if (extension !== '.yaml' && extension !== '.json') continue;
    const text = atTestDomain(readFileSync(join(folder, file), 'utf8'));
    const exchanges =
      extension === '.yaml'
        ? (parse(text) as Cassette).interactions.flatMap(cassetteExchange)
        : (JSON.parse(text) as Definitions).flatMap(nockExchange);
    yield { name: basename(file, extension), exchanges };
  }
}

/** Recorders put another name in the place of the tenant's, and not everywhere with its region. */
function atTestDomain(text: string): string {
  const urls = text.matchAll(/https:\/\/([\w-]+)\.\w+\.auth0\.com(?::443|\/api\/v2\/)/g);
  const tenants = new Set([...urls].map(([, tenant]) => tenant));
  const domains = new RegExp(`(?:${[...tenants].join('|')})(?:\\.\\w+\\.auth0\\.com)+`, 'g');
  return tenants.size === 0 ? text : text.replaceAll(domains, tenantDomain);
}

function cassetteExchange({ request, response }: Cassette['interactions'][number]): readonly Exchange[] {
  const { pathname, search } = new URL(request.url);
  if (!pathname.startsWith(prefix)) return [];
  const { method } = request;
  return [
    {
      method,
      path: `/${pathname.slice(prefix.length)}${search}`,
      // Go's clients send bodies with reads too, which `fetch` refuses to.
      ...(method !== 'GET' && stated('body', parsed(request.body))),
      status: response.code,
      ...stated('answer', parsed(response.body)),
    },
  ];
}

function nockExchange({ method, path, body, status, response }: Definitions[number]): readonly Exchange[] {
  if (!path.startsWith(prefix)) return [];
  return [
    {
      method,
      path: `/${path.slice(prefix.length)}`,
      ...stated('body', body),
      status,
      ...stated('answer', response),
    },
  ];
}

/** JSON, or the text itself: files are sent as forms. */
function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

/** Go's clients send `null` where they send nothing. */
function stated(name: 'body' | 'answer', value: unknown): Partial<Exchange> {
  return value === '' || value === null ? {} : { [name]: value };
}
