import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import program from '../../infra/index.ts';
import { runEmbedded } from '../../src/engine/embedded/embedded-run.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { testUser } from '../../src/local-tenant/oauth/users/users.ts';
import { partGroups } from '../../src/verify/check-group.ts';
import { createScriptedUser } from '../../src/verify/login/scripted-user.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';
import { type Answering, answersOf, type Asked, fetchFrom } from '../support/tenants/in-process-tenant.ts';
import { malformedAnswers } from '../support/stand-ins/malformed-answers.ts';
import { tenantDomain, managementTenant } from '../support/tenants/management-tenant.ts';
import { kindOf, spoiling } from '../support/stand-ins/spoilt-fetch.ts';
import { stackConfig, stackFile } from '../support/project/stack-config.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { deployStack, serveStack } from '../support/verify/verified-stack.ts';
import type { Random } from './random.ts';
import { rounds } from './rounds.ts';

const network = vi.hoisted((): { fetch: typeof fetch | undefined } => ({ fetch: undefined }));
vi.mock(import('undici'), async (original) => {
  const undici = await original();
  return {
    ...undici,
    fetch: ((...request: Parameters<typeof fetch>) =>
      network.fetch === undefined
        ? (undici.fetch as unknown as typeof fetch)(...request)
        : network.fetch(...request)) as never,
  };
});

const shapes = Object.values(malformedAnswers);

/** What comes between a run and its tenant: before or after the tenant did what it was asked for. */
function faulty(random: Random, answering: Answering, probability: number): Answering {
  return async (asked: Asked) => {
    if (!random.chance(probability)) return answering(asked);
    switch (random.below(5)) {
      case 0:
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
        });
      case 1: {
        await answering(asked);
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
        });
      }
      case 2:
        return { status: random.pick([429, 500, 503]), text: '' };
      default: {
        const right = await answering(asked);
        try {
          return random.pick(shapes)(right) ?? right;
        } catch {
          return right;
        }
      }
    }
  };
}

/** A tenant's resources by what they are called: two of one name are two. */
async function called(client: ManagementClient): Promise<readonly string[]> {
  const lists = ['clients', 'resource-servers', 'client-grants', 'connections', 'roles'];
  const found = await Promise.all(
    lists.map(async (list) => {
      const items = (await client.get(`/${list}`)) as readonly Readonly<Record<string, string>>[];
      return items.map(({ name, audience = '', subject_type: subject = '', client_id: id }) =>
        [list, name ?? (id === undefined ? 'everybody' : 'a client'), audience, subject].join(' '),
      );
    }),
  );
  return found.flat().toSorted();
}

test('faulty answers to a run', () =>
  rounds('faulty answers to a run', async (random, counts) => {
    const answering = await answersOf(await managementTenant());
    const folder = await temporaryFolder();
    const recordFile = join(folder, 'record.json');
    const run = async (operation: 'up' | 'destroy', client: ManagementClient) =>
      runEmbedded({
        operation,
        stackFile: stackFile(stackConfig('local'), { stack: 'local' }),
        client,
        recordFile,
        program,
      });
    const withClient = async <Result>(use: (client: ManagementClient) => Promise<Result>) => {
      const client = new ManagementClient({
        domain: tenantDomain,
        credentials: { clientId: 'deployer', clientSecret: 'the secret' },
        clock: new FakeClock(),
      });
      try {
        return await use(client);
      } finally {
        await client.close();
      }
    };
    try {
      const attempts = 1 + random.below(4);
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        network.fetch = fetchFrom(faulty(random, answering, random.pick([0.01, 0.05, 0.3])));
        const operation = random.pick(['up', 'up', 'destroy'] as const);
        const error = await withClient((client) => run(operation, client)).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        counts.add(error === undefined ? 'runs that went through' : 'runs that failed');
        if (error !== undefined && !(error instanceof Error && 'code' in error)) throw error;
      }
      network.fetch = fetchFrom(answering);
      await withClient(async (client) => {
        await run('up', client);
        expect(await called(client)).toEqual(await expected());
        await run('destroy', client);
        expect(await called(client)).toEqual(await left());
      });
    } finally {
      network.fetch = undefined;
      await rm(folder, { recursive: true, force: true });
    }

    /** What a tenant holds after a run that nothing came between. */
    async function expected(): Promise<readonly string[]> {
      return (healthy ??= withFreshTenant((client, fresh) => fresh('up', client)));
    }
    async function left(): Promise<readonly string[]> {
      return (empty ??= withFreshTenant(() => Promise.resolve()));
    }
    async function withFreshTenant(
      use: (
        client: ManagementClient,
        runFresh: (operation: 'up', client: ManagementClient) => Promise<unknown>,
      ) => Promise<unknown>,
    ): Promise<readonly string[]> {
      const before = network.fetch;
      network.fetch = fetchFrom(await answersOf(await managementTenant()));
      const other = await temporaryFolder();
      try {
        return await withClient(async (client) => {
          await use(client, (operation) =>
            runEmbedded({
              operation,
              stackFile: stackFile(stackConfig('local'), { stack: 'local' }),
              client,
              recordFile: join(other, 'record.json'),
              program,
            }),
          );
          return called(client);
        });
      } finally {
        network.fetch = before;
      }
    }
  }));

let healthy: Promise<readonly string[]> | undefined;
let empty: Promise<readonly string[]> | undefined;

test('faulty answers to verify', async () => {
  const stack = await serveStack(await deployStack());
  await stack.serveConnector();
  const verified = (fetch: typeof globalThis.fetch) =>
    stack.verify({ groups: partGroups, fetch, user: createScriptedUser(fetch, testUser) });
  const asked = new Set<string>();
  await verified((input, init) => {
    asked.add(kindOf(input, init));
    return stack.fetch(input, init);
  });
  const kinds = [...asked];
  await rounds('faulty answers to verify', async (random, counts) => {
    const spoilt = [random.pick(kinds), random.pick(kinds)];
    const fetch = spoilt.reduce((inner, kind) => spoiling(inner, kind, random.pick(shapes)), stack.fetch);
    const { summary } = await verified(fetch);
    counts.add('verifications');
    expect(summary.fail + summary.unknown, `${spoilt.join(' and ')} were taken for good`).toBeGreaterThan(0);
  });
});
