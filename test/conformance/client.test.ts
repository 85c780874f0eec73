import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import { faultsIn, runSuite } from './suite.ts';

let command: string;

// The suite starts one process for each scenario, many at once.
beforeAll(async () => {
  const folder = await temporaryFolder({ lifetime: 'run' });
  const file = join(folder, 'dist', 'conformance', 'walking-client.mjs');
  // It reads its version where a bundle of the package has it.
  await copyFile(join(import.meta.dirname, '../../package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(import.meta.dirname, 'walking-client.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as $require } from 'node:module';\nconst require = $require(import.meta.url);",
    },
  });
  command = `${process.execPath} ${file}`;
});

/** Where `verify --as mcp` is another client than the suite wants, and means to be. */
const differences = {
  // It has no document of its own.
  'auth/basic-cimd': ['cimd-client-id-used'],
  // It writes a resource without a path with a slash, as mcp-remote and the SDK of 2025 do.
  'auth/metadata-var2': ['resource-parameter-matches-prm'],
  // RFC 6749 §2.3.1 has id and secret encoded before they become Basic credentials, and the suite does not decode them.
  'auth/pre-registration': ['pre-registration-auth'],
  // It calls no tool.
  'auth/scope-step-up': ['scope-step-up-escalation'],
};

const walk = (...words: string[]) =>
  runSuite({ words: ['client', '--command', command, '--timeout', '120000', ...words] });

test.each(['2025-11-25', '2026-07-28'])(
  'verify --as mcp is a client as revision %s has it',
  async (revision) => {
    const results = await walk('--suite', 'auth', '--spec-version', revision);
    expect(Object.keys(results)).toHaveLength(14);
    expect(faultsIn(results)).toEqual(differences);
  },
);

test.each([
  'iss-supported',
  'iss-not-advertised',
  'iss-supported-missing',
  'iss-wrong-issuer',
  'iss-unexpected',
  'iss-normalized',
  'offline-access-scope',
  'offline-access-not-supported',
])('verify --as mcp passes %s', async (scenario) => {
  const results = await walk('--scenario', `auth/${scenario}`, '--spec-version', '2026-07-28');
  expect(Object.values(results)).toEqual([{ passed: expect.any(Number), faults: [] }]);
});

// It tells of the fault, and goes on to look for others.
test.each([
  ['resource-mismatch', 'resource-mismatch-rejected'],
  ['metadata-issuer-mismatch', 'sep-2468-client-validate-metadata-issuer'],
])('verify --as mcp goes on at %s', async (scenario, fault) => {
  const results = await walk('--scenario', `auth/${scenario}`, '--spec-version', '2026-07-28');
  expect(faultsIn(results)).toEqual({ [`auth/${scenario}`]: [fault] });
});
