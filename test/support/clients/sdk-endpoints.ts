import { ManagementClient } from 'auth0';

/** An operation of the Management API, with `ID` in the places of parameters. */
export interface Endpoint {
  readonly method: string;
  /** Below `/api/v2`. */
  readonly path: string;
}

type Method = (...parameters: unknown[]) => unknown;

/** One of these lists of parameters suits each of the SDK's methods: ids first, then a body or a query. */
const parameterSets: readonly (readonly unknown[])[] = [
  ['ID', 'ID', 'ID', {}],
  ['ID', 'ID', {}],
  ['ID', {}],
  [{}],
  [{ id: 'ID' }],
];

/** All operations that Auth0's own SDK can send: every method of its client is called, and what it asks for is noted. */
export async function sdkEndpoints(): Promise<readonly Endpoint[]> {
  const noted = new Map<string, Endpoint>();
  const client = new ManagementClient({
    domain: 'tenant.example.com',
    token: 'none',
    maxRetries: 0,
    fetch: (input, init) => {
      const { url, method } = new Request(input, init);
      const endpoint = { method, path: new URL(url).pathname.replace('/api/v2', '') };
      noted.set(`${endpoint.method} ${endpoint.path}`, endpoint);
      return Promise.resolve(Response.json({}, { status: 404 }));
    },
  });
  for (const call of methodsOf(client)) {
    const before = noted.size;
    for (const parameters of parameterSets) {
      await settled(() => call(...parameters));
      if (noted.size > before) break;
    }
  }
  return [...noted.values()];
}

function methodsOf(client: object): readonly Method[] {
  return namesOf(client).flatMap((name) => {
    const member = (client as Readonly<Record<string, unknown>>)[name];
    if (typeof member === 'function') return [member.bind(client) as Method];
    return isClient(member) ? methodsOf(member) : [];
  });
}

function namesOf(client: object): readonly string[] {
  const names = new Set<string>();
  for (let part = client; part !== Object.prototype; part = Object.getPrototypeOf(part) as object) {
    for (const name of Object.getOwnPropertyNames(part)) names.add(name);
  }
  return [...names].filter((name) => !name.startsWith('_') && !['constructor', 'fetch'].includes(name));
}

function isClient(member: unknown): member is object {
  return typeof member === 'object' && member !== null && member.constructor.name.endsWith('Client');
}

/** Every call fails, by the parameters that it did not expect or by the answer. */
async function settled(call: () => unknown): Promise<void> {
  await Promise.allSettled([Promise.resolve().then(call)]);
}
