import { cost, issueToken, type LoadServer, type UnderLoad, withLoadServer } from './load.ts';
import type { Benchmark, Measurement } from './measurement.ts';

const rounds = 5;

/** Tokens of client credentials, signed with RS256: what the tenant adds to what it stands on, and what a mock needs for them. */
export const issuers: Benchmark = {
  name: 'issuers',
  unit: 'a second of one core',
  reference: 'a bare oidc-provider',
  measure: () =>
    together(['tenant', 'provider', 'mock'], async ([tenant, provider, mock]) => {
      const issuing = (server: UnderLoad) => () => cost(server, 300, () => issueToken(server));
      return turns([
        { name: 'the tenant', server: tenant, measure: issuing(tenant) },
        { name: 'a bare oidc-provider', server: provider, measure: issuing(provider) },
        { name: 'oauth2-mock-server', server: mock, measure: issuing(mock) },
      ]);
    }),
};

/** The Management API of a tenant with 100 applications, and with 10,000. */
export const management: Benchmark = {
  name: 'management',
  unit: 'a second of one core',
  reference: 'reads of an application, of 100',
  measure: () =>
    together(['tenant', 'large tenant'], async ([small, large]) => [
      ...(await operations(small, { of: '100', lastPage: 1 })),
      ...(await operations(large, { of: '10,000', lastPage: 199 })),
    ]),
};

async function operations(
  server: UnderLoad,
  { of, lastPage }: { readonly of: string; readonly lastPage: number },
): Promise<readonly Measurement[]> {
  const { deployer, url } = server.issuer;
  const token = await issueToken({
    ...server,
    issuer: { ...server.issuer, ...deployer, api: `${url}api/v2/` },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const get = (path: string) => server.send(`api/v2/clients${path}`, { method: 'GET', headers });
  const [first] = (await get('?per_page=1&is_global=false')) as readonly { readonly client_id: string }[];
  const one = `/${first?.client_id ?? ''}`;
  const write = (method: 'POST' | 'PATCH', path: string) => (index: number) =>
    server.send(`api/v2/clients${path}`, { method, headers, body: JSON.stringify({ name: `New ${index}` }) });
  const measured = (name: string, count: number, send: (index: number) => Promise<unknown>) => ({
    name: `${name}, of ${of}`,
    server,
    measure: () => cost(server, count, send),
  });
  return turns([
    measured('reads of an application', 600, () => get(one)),
    measured('the first page', 100, () => get('?per_page=50&page=0&include_totals=true')),
    measured('the last page', 100, () => get(`?per_page=50&page=${lastPage}&include_totals=true`)),
    measured('changes of an application', 100, write('PATCH', one)),
    measured('new applications', 100, write('POST', '')),
  ]);
}

/** Uses several servers that run beside each other. */
async function together<const Names extends readonly LoadServer[], Result>(
  names: Names,
  use: (servers: { readonly [Index in keyof Names]: UnderLoad }) => Promise<Result>,
  begun: readonly UnderLoad[] = [],
): Promise<Result> {
  const name = names[begun.length];
  if (name === undefined) return use(begun as { readonly [Index in keyof Names]: UnderLoad });
  return withLoadServer(name, (server) => together(names, use, [...begun, server]));
}

/** They take turns, so that what else the machine does meets all of them; the first turn only warms up. */
async function turns(
  works: readonly {
    readonly name: string;
    readonly server: UnderLoad;
    readonly measure: () => Promise<number>;
  }[],
): Promise<readonly Measurement[]> {
  const costs = works.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { measure }] of works.entries()) {
      const ms = await measure();
      if (round > 0) costs[index]?.push(ms);
    }
  }
  return Promise.all(
    works.map(async ({ name, server }, index) => ({
      name: `${name}, ${(await server.usage()).memoryMiB.toFixed(0)} MiB`,
      medianMs: costs[index]?.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN,
    })),
  );
}
