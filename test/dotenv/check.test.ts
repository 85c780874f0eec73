import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDotenv } from '../../src/dotenv/check.ts';
import { writeDotenv } from '../../src/dotenv/write.ts';
import { deployedStack, managementToken, withoutRegistrar } from '../support/project/deployed-stack.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const issuedAt = new Date('2026-11-23T00:00:00Z');
const plain = {
  outputs: deployedStack,
  secrets: 'plain',
  now: () => issuedAt.getTime(),
  environment: {},
} as const;

async function writtenFile(): Promise<string> {
  const path = join(await temporaryFolder(), '.env');
  await writeDotenv(path, { ...plain, mint: async () => managementToken(issuedAt) });
  return path;
}

async function edit(path: string, pattern: RegExp, replacement: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(pattern);
  await writeFile(path, text.replace(pattern, replacement));
}

/** The variables of a check that are not ok. */
async function findings(path: string, options: Parameters<typeof checkDotenv>[1] = plain) {
  const { variables, upToDate } = await checkDotenv(path, options);
  const found = variables.filter(({ state }) => state !== 'ok');
  expect(upToDate).toBe(found.length === 0);
  return Object.fromEntries(found.map(({ name, state }) => [name, state]));
}

test('finds a file that was just written up to date', async () => {
  const path = await writtenFile();
  const { variables, ...rest } = await checkDotenv(path, plain);
  expect(rest).toEqual({ path, upToDate: true });
  expect(variables).toHaveLength(17);
  expect(await findings(path)).toEqual({});
});

test('finds every variable missing where there is no file, and makes none', async () => {
  const folder = await temporaryFolder();
  const states = Object.values(await findings(join(folder, '.env')));
  expect(states).toEqual(Array.from({ length: 17 }, () => 'missing'));
  expect(await readdir(folder)).toEqual([]);
});

test('tells a missing variable from a stale one', async () => {
  const path = await writtenFile();
  await edit(path, /^OAUTH_CLIENT_ID=.*$/m, 'OAUTH_CLIENT_ID=old');
  await edit(path, /^OAUTH_ISSUER=.*$/m, '');
  expect(await findings(path)).toEqual({ OAUTH_CLIENT_ID: 'stale', OAUTH_ISSUER: 'missing' });
});

test.each([
  ['OAUTH_AUDIENCE', deployedStack.audience],
  ['AUTH0_MANAGEMENT_API_TOKEN', managementToken(issuedAt)],
])('takes %s for stale where dotenv and Node read it differently', async (name, value) => {
  const path = await writtenFile();
  await edit(path, new RegExp(`^${name}=.*$`, 'm'), `${name}='${value}' or so`);
  expect(await findings(path)).toEqual({ [name]: 'stale' });
});

test('takes a token for good until it expires, and for stale when it is not ours', async () => {
  const path = await writtenFile();
  const at = (time: string) => ({ ...plain, now: () => Date.parse(time) });
  expect(await findings(path, at('2026-11-23T23:59:59Z'))).toEqual({});
  expect(await findings(path, at('2026-11-24T00:00:00Z'))).toEqual({ AUTH0_MANAGEMENT_API_TOKEN: 'stale' });
  await edit(path, /^(AUTH0_MANAGEMENT_API_TOKEN)=.*$/m, `$1=${managementToken(issuedAt, { azp: 'other' })}`);
  expect(await findings(path)).toEqual({ AUTH0_MANAGEMENT_API_TOKEN: 'stale' });
  await edit(path, /^(AUTH0_MANAGEMENT_API_TOKEN)=.*$/m, '');
  expect(await findings(path)).toEqual({ AUTH0_MANAGEMENT_API_TOKEN: 'missing' });
});

test('takes what is left of a registrar that is gone for stale', async () => {
  const path = await writtenFile();
  expect(await findings(path, { ...plain, outputs: withoutRegistrar() })).toEqual({
    AUTH0_MANAGEMENT_API_TOKEN: 'stale',
    AUTH0_REGISTRAR_CLIENT_ID: 'stale',
    AUTH0_REGISTRAR_CLIENT_SECRET: 'stale',
    AUTH0_MANAGEMENT_AUDIENCE: 'stale',
  });
});

test('does not look at secrets where they are left out', async () => {
  const path = await writtenFile();
  await edit(path, /^(OAUTH_CLIENT_SECRET)=.*$/m, '$1=old');
  await edit(path, /^AUTH0_MANAGEMENT_API_TOKEN=.*$/m, '');
  expect(await findings(path, { ...plain, secrets: 'omit' })).toEqual({});
});
