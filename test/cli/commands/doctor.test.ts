import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type DoctorReport, doctorReportSchema } from '../../../src/doctor/report.ts';
import { localProject } from '../../support/project/local-project.ts';

test('a stack on this machine needs nothing, before its first deploy and after it', async () => {
  const project = await localProject();
  const before = await project.run('doctor');
  expect(before.exitCode, before.stderr).toBe(0);
  expect(before.stdout).toContain(`stack local, tenant ${project.domain}\n`);
  expect(before.stdout).toMatch(/Next:\n {2}node bin\/omnichat-auth0\.js up -s local\n$/);

  await project.run('up', '--deploy-only');
  const state = await readFile(join(project.tenantDirectory, 'state.json'), 'utf8');
  const { exitCode, stdout } = await project.run('doctor', '--json');
  const report = doctorReportSchema.parse(JSON.parse(stdout));
  expect(exitCode).toBe(0);
  expect(report).toMatchObject({
    verdict: 'healthy',
    next: ['node bin/omnichat-auth0.js verify -s local'],
  });
  expect(await readFile(join(project.tenantDirectory, 'state.json'), 'utf8')).toBe(state);
});

test('what is to be mended comes first, and what waits for it is only counted', async () => {
  const project = await localProject();
  await project.configure({}, { stack: 'dev', domain: '0.0.0.0:1' });
  const { exitCode, stdout } = await project.runWith({ environment: { PATH: '' } }, 'doctor', '-s', 'dev');
  expect(exitCode).toBe(2);
  const marks = stdout.split('\n').flatMap((line) => /^[✗?!] .+ {2}(\S+)$/u.exec(line)?.[1] ?? []);
  expect(marks).toEqual(['domain', 'pulumi-cli', 'settings']);
  expect(stdout).toContain(
    'Waiting for domain: clock, credentials, scopes, custom-domain, tenant-of-state, strangers, connections, application-limit, attack-protection, factors\n',
  );
  expect(stdout).not.toContain('network_error');
  expect(stdout).toContain('20 checks: 2 in order, 2 to mend, 1 to think about, 15 waiting.\n');
});

test('settings that cannot be used are one finding, with every problem in it', async () => {
  const project = await localProject();
  await project.configure({ registration: 'brokr', resourceUrl: 'ftp://x' });
  const { exitCode, stdout } = await project.run('doctor', '--json');
  expect(exitCode).toBe(2);
  const { findings, domain } = JSON.parse(stdout) as DoctorReport;
  expect(domain).toBeUndefined();
  const [problem, ...others] = findings.filter(({ status }) => status === 'problem');
  expect(others).toEqual([]);
  expect(problem?.detail).toContain('omnichat:registration "brokr"');
  expect(problem?.detail).toContain('omnichat:resourceUrl');
  // No command mends it: each of them refuses such a file.
  expect(problem?.cure).toMatchObject({ commands: [] });
  expect(JSON.stringify(problem?.cure)).not.toContain('init');
});

test('a folder that is no project is one finding, which names the file that is not there', async () => {
  const project = await localProject();
  await rm(join(project.directory, 'Pulumi.yaml'));
  const { findings } = JSON.parse((await project.run('doctor', '--json')).stdout) as DoctorReport;
  const problem = findings.find(({ status }) => status === 'problem');
  expect(problem?.detail).toContain(`${join(project.directory, 'Pulumi.yaml')}: no such file.`);
  expect(JSON.stringify(problem?.cure)).not.toContain('Pulumi.local.yaml');
});

test("the .env of the stack local is looked at under that stack's name of it", async () => {
  const project = await localProject();
  const { findings } = JSON.parse((await project.run('doctor', '--json')).stdout) as DoctorReport;
  expect(findings.find(({ id }) => id === 'dotenv-ignored')?.detail).toMatch(/^\.env cannot/);
});

test('a port that somebody else has is a finding', async () => {
  const project = await localProject();
  const other = createServer().listen(Number(project.domain.split(':')[1]), '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { exitCode, stdout } = await project.run('doctor', '--fix');
  expect(exitCode).toBe(2);
  expect(stdout).toContain('listens there');
});
