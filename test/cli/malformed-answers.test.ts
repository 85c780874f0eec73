import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import program from '../../infra/index.ts';
import { parseSettings } from '../../infra/settings/settings.ts';
import { examine } from '../../src/doctor/examine.ts';
import { nothingDeployed } from '../../src/drift/stack/applied.ts';
import { toBeMade } from '../../src/drift/stack/to-be-made.ts';
import { runEmbedded } from '../../src/engine/embedded/embedded-run.ts';
import { refuseStrangers } from '../../src/engine/strangers.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { noFolders, subjectOf } from '../support/verify/examined.ts';
import { FakeClock } from '../support/stand-ins/fake-clock.ts';
import { type Answer, type Answering, answersOf, fetchFrom } from '../support/tenants/in-process-tenant.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';
import { judgedBadly, recording } from '../support/stand-ins/malformed-answers.ts';
import { tenantDomain, managementTenant } from '../support/tenants/management-tenant.ts';
import { stackConfig, stackFile } from '../support/project/stack-config.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const network = vi.hoisted((): { fetch: typeof fetch } => ({ fetch }));
vi.mock(import('undici'), async (original) => ({
  ...(await original()),
  fetch: ((...request: Parameters<typeof fetch>) => network.fetch(...request)) as never,
}));
vi.mock(import('../../src/management/clock.ts'), async (original) => ({
  ...(await original()),
  systemClock: { now: Date.now, sleep: () => Promise.resolve() },
}));

const credentials = { clientId: 'the reader', clientSecret: 'the secret of the reader' };

/** A name that nobody takes for this machine's. */
const elsewhere = 'shop.eu.auth0.com';

/** The same tenant at that name. */
const atElsewhere =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, { body, ...init } = {}) => {
    const inside = (text: string) =>
      text
        .replaceAll(elsewhere, tenantDomain)
        .replaceAll(encodeURIComponent(elsewhere), encodeURIComponent(tenantDomain));
    const answer = await fetch(inside(input instanceof Request ? input.url : String(input)), {
      ...init,
      ...(typeof body === 'string' && { body: inside(body) }),
    });
    const text = (await answer.text()).replaceAll(tenantDomain, elsewhere);
    return new Response(text === '' ? null : text, { status: answer.status });
  };

const setNetwork = (answering: Answering, at: 'here' | 'elsewhere') => {
  const fetch = fetchFrom(answering);
  network.fetch = at === 'here' ? fetch : atElsewhere(fetch);
};

const metadata = {
  issuer: `https://${tenantDomain}/`,
  authorization_endpoint: `https://${tenantDomain}/authorize`,
  token_endpoint: `https://${tenantDomain}/oauth/token`,
  jwks_uri: `https://${tenantDomain}/.well-known/jwks.json`,
};

const withMetadata =
  (answering: Answering): Answering =>
  (asked) =>
    asked.path === '/.well-known/openid-configuration'
      ? { status: 200, text: JSON.stringify(metadata) }
      : answering(asked);

let fresh: Answering;
let deployed: Answering;
let project: LocalProject;

beforeAll(async () => {
  fresh = withMetadata(await answersOf(await managementTenant()));
  deployed = withMetadata(await answersOf(await managementTenant()));
  setNetwork(deployed, 'here');
  const client = new ManagementClient({ domain: tenantDomain, credentials });
  await runEmbedded({
    operation: 'up',
    stackFile: stackFile(stackConfig('local'), { stack: 'local' }),
    client,
    recordFile: join(await temporaryFolder({ lifetime: 'run' }), 'record.json'),
    program,
  });
  await client.close();
  project = await localProject({ lifetime: 'run' });
  const { 'auth0:domain': _domain, ...config } = stackConfig('local');
  const settings = Object.entries(config).map(([name, value]) => [name.replace('omnichat:', ''), value]);
  await project.configure(Object.fromEntries(settings), { stack: 'dev', domain: elsewhere });
});

/** What a command asks a healthy tenant for, and is answered. */
async function rightAnswers(answering: Answering, at: 'here' | 'elsewhere', use: () => Promise<unknown>) {
  const right = new Map<string, Answer>();
  setNetwork(recording(answering, right), at);
  expect(await use()).toBe('taken for good');
  expect(right.size).toBeGreaterThan(0);
  return right;
}

/** Every request of a command with every answer that is none, and what was made of it. */
async function faultsOf(
  answering: Answering,
  at: 'here' | 'elsewhere',
  use: () => Promise<string | undefined>,
) {
  const right = await rightAnswers(answering, at, use);
  return judgedBadly(right, (answers) => setNetwork(answers, at), use);
}

/** Runs a command line of stack dev; undefined where it failed as it should: with one sentence, and no result. */
async function commandEnd(...words: string[]): Promise<string | undefined> {
  const environment = {
    PATH: '',
    AUTH0_CLIENT_ID: credentials.clientId,
    AUTH0_CLIENT_SECRET: credentials.clientSecret,
  };
  const { exitCode, stdout, stderr } = await project.runWith({ environment }, ...words, '-s', 'dev');
  if (exitCode === 0) return 'taken for good';
  if (exitCode !== 1) return `exit code ${exitCode}`;
  if (stdout !== '') return `printed ${stdout}`;
  if (/^ {4}at /m.test(stderr)) return `threw ${stderr}`;
  if (stderr.includes(credentials.clientSecret)) return 'told the secret';
  return /^Error: .*https:\/\/shop\.eu\.auth0\.com/ms.test(stderr) ? undefined : `said ${stderr}`;
}

describe('an answer that is none of Auth0’s is never taken for one', { timeout: 300_000 }, () => {
  test('by adopt, which then writes no file', async () => {
    const file = join(project.directory, 'import.dev.json');
    const adopt = async () => {
      await rm(file, { force: true });
      return (await commandEnd('adopt')) ?? (existsSync(file) ? 'wrote a file' : undefined);
    };
    expect(await faultsOf(deployed, 'elsewhere', adopt)).toEqual([]);
  });

  test('by token', async () => {
    const token = () => commandEnd('token', '--deployer');
    expect(await faultsOf(fresh, 'elsewhere', token)).toEqual([]);
  });

  test('by the look before Pulumi is started', async () => {
    const settings = parseSettings(stackConfig('local'), 'local');
    const look = async () => {
      const client = new ManagementClient({ domain: tenantDomain, credentials, clock: new FakeClock() });
      try {
        await refuseStrangers(client, await toBeMade(client, settings, []), [], {
          stack: 'dev',
          allowDuplicates: false,
        });
        return 'taken for good';
      } catch (error) {
        return (error as Error).name === 'ManagementError' ? undefined : `threw ${String(error)}`;
      } finally {
        await client.close();
      }
    };
    expect(await faultsOf(fresh, 'here', look)).toEqual([]);
  });

  test('by doctor, which says of one thing that it is not known, and of no other that it is wrong', async () => {
    const localTenant = {
      address: { domain: tenantDomain },
      credentials,
      applied: nothingDeployed,
      ...noFolders,
    };
    const subject = await subjectOf({ localTenant }, { 'auth0:domain': tenantDomain });
    const doctor = async () => {
      const { findings } = await examine(subject, { fix: false });
      // No answer has a date here.
      const open = findings.filter(({ id, status }) => id !== 'clock' && !['ok', 'skipped'].includes(status));
      const [first] = open;
      if (first === undefined) return 'taken for good';
      const isSubject = first.id === 'domain' && first.status === 'problem';
      const others = open.slice(1).filter(({ status }) => status !== 'waiting' && status !== 'unknown');
      return (isSubject || first.status === 'unknown') && others.length === 0
        ? undefined
        : open.map(({ id, status }) => `${id} ${status}`).join(', ');
    };
    expect(await faultsOf(fresh, 'here', doctor)).toEqual([]);
  });
});
