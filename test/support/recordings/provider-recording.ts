import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** What a test of the official provider exchanged with Auth0. */
export interface Recording {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

interface Cassette {
  readonly interactions: readonly {
    readonly request: { readonly method: string; readonly url: string; readonly body?: string };
    readonly response: { readonly code: number; readonly body?: string };
  }[];
}

/**
 * Reads every recording of a folder, one after the other: they are large.
 *
 * The format is that of go-vcr, version 2, as the Terraform provider for Auth0 keeps it in `test/data/recordings`. What is not of
 * the Management API is left out, and the recorded tenant's domain is the test's own.
 */
export function* readRecordings(folder: string): Generator<Recording> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  for (const file of files.toSorted()) {
    const cassette = parse(readFileSync(join(folder, file), 'utf8')) as Cassette;
    yield { name: file.slice(0, -'.yaml'.length), exchanges: cassette.interactions.flatMap(exchangeOf) };
  }
}

function exchangeOf({ request, response }: Cassette['interactions'][number]): readonly Exchange[] {
  const { host, pathname, search } = new URL(request.url);
  if (!pathname.startsWith('/api/v2/')) return [];
  const here = (text: string): string => text.replaceAll(host, tenantDomain);
  return [
    {
      method: request.method,
      path: here(`${pathname.slice('/api/v2'.length)}${search}`),
      // Go's client sends bodies with reads too, which `fetch` refuses to.
      ...(request.method !== 'GET' && bodyOf('body', here(request.body ?? ''))),
      status: response.code,
      ...bodyOf('answer', here(response.body ?? '')),
    },
  ];
}

function bodyOf(name: 'body' | 'answer', text: string): Partial<Exchange> {
  return text.trim() === '' ? {} : { [name]: JSON.parse(text) as unknown };
}
