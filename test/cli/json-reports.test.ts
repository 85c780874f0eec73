import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { serveTenant } from '../../src/local-tenant/index.ts';
import { ManagementClient } from '../../src/management/management-client.ts';
import { type LocalProject, localProject } from '../support/project/local-project.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
let project: LocalProject;

beforeAll(async () => {
  project = await localProject({ lifetime: 'run' });
  await project.run('preview', '--json');
  await project.run('up');
  const { tenantDirectory: directory, domain } = project;
  const tenant = await serveTenant({ directory, domain });
  const ca = await readFile(tenant.caFile, 'utf8');
  const client = new ManagementClient({ domain, credentials: tenant.deployer, ca });
  await client.post('/clients', {
    name: 'Claude',
    is_first_party: false,
    callbacks: ['https://claude.ai/api/mcp/auth_callback'],
  });
  await client.close();
  return () => tenant.close();
}, 60_000);

/** The published schema. */
function schemaOf(name: string): object {
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as object;
}

test.each([
  ['run-report', 'preview'],
  ['run-report', 'preview --details'],
  ['run-report', 'up --deploy-only'],
  ['run-report', 'up'],
  ['env-report', 'env'],
  ['env-report', 'env --check'],
  ['rotate-report', 'rotate registrar --yes'],
  ['clients-report', 'clients list'],
  ['clients-report', 'clients prune --unused-for 1h'],
  ['log-event', 'logs'],
  ['mend-report', 'mend set prompts universalLoginExperience=new -s local'],
  ['mend-report', 'mend set tenants/settings flags.revokeRefreshTokenGrant=true -s local --yes'],
  ['doctor-report', 'doctor'],
  ['drift-report', 'drift'],
  ['audit-report', 'audit -s local'],
  ['verify-report', 'verify --only as-metadata'],
  ['run-report', 'destroy --no-input'],
])('what is printed is as the schema of the %s says: %s --json', async (name, line) => {
  const { stdout, stderr } = await project.run(...line.split(' '), '--json');
  const lines = name === 'log-event';
  const reports = (lines ? stdout.trimEnd().split('\n') : [stdout]).map((text) => {
    expect(text, stderr).not.toBe('');
    return JSON.parse(text) as { readonly schemaVersion?: unknown };
  });
  const fits = ajv.compile(schemaOf(name));
  for (const report of reports) {
    expect(fits(report), JSON.stringify(fits.errors)).toBe(true);
    expect(report.schemaVersion).toBe(1);
    expect(Object.keys(report)).not.toContain('error');
  }
});
