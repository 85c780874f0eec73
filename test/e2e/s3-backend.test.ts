import { execFileSync } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FirstDeploy } from '../support/project/first-deploy.ts';
import { localProject } from '../support/project/local-project.ts';
import { pulumiIsMissing } from '../support/pulumi/pulumi-cli.ts';
import { serveRealTenant } from '../support/tenants/real-tenant.ts';
import { type S3Server, serveS3 } from '../support/stand-ins/s3-server.ts';

const repository = resolve(import.meta.dirname, '../..');

/** Somebody with a tenant, a project and a bucket. */
async function personWith(s3: S3Server) {
  const project = await localProject();
  const { directory } = project;
  await cp(join(repository, 'Pulumi.yaml'), join(directory, 'Pulumi.yaml'));
  for (const name of ['node_modules', 'package.json', 'tsconfig.json']) {
    await symlink(join(repository, name), join(directory, name));
  }
  execFileSync('git', ['init', '--quiet'], { cwd: directory });
  const pulumi = execFileSync('sh', ['-c', 'command -v pulumi'], { encoding: 'utf8' }).trim();
  const inBucket = { ...s3.environment, PULUMI_BACKEND_URL: s3.bucketUrl };
  return { directory, person: new FirstDeploy(project, await serveRealTenant(), dirname(pulumi), inBucket) };
}

describe.skipIf(pulumiIsMissing())('with a bucket as the backend', () => {
  test('a stack is deployed, and moves to a folder and back by the commands of docs/backends.md', async ({
    skip,
  }) => {
    const s3 = await serveS3(skip);
    const { person, directory } = await personWith(s3);
    const done = async (command: string) => {
      const { exitCode, output } = await person.shell(command);
      expect(exitCode, `${command}\n${output}`).toBe(0);
      return output;
    };
    const isDeployed = () =>
      done('pulumi preview --refresh --expect-no-changes --non-interactive --stack dev');
    const isInBucket = () => s3.has('.pulumi/stacks/omnichat-auth0/dev.json');

    expect(await person.walk()).toMatchObject({ verdict: 'healthy' });
    expect(person.cured).not.toContain('backend');
    await done('node bin/omnichat-auth0.js up -s dev --yes --deploy-only');
    await isDeployed();
    expect(await isInBucket()).toBe(true);

    const folder = `file://${directory}`;
    person.unset('PULUMI_BACKEND_URL');
    await done(`pulumi login '${folder}'`);
    await done(`pulumi stack migrate '${s3.bucketUrl}' dev --yes`);
    await isDeployed();
    await done(`pulumi login '${s3.bucketUrl}'`);
    await done('pulumi stack rm dev --force --preserve-config --yes');
    expect(await isInBucket()).toBe(false);

    await done(`pulumi login '${folder}'`);
    await done('pulumi stack export -s dev --show-secrets --file state.json');
    await done(`pulumi login '${s3.bucketUrl}'`);
    await done('pulumi stack init dev');
    await done('pulumi stack import -s dev --file state.json');
    await isDeployed();
    expect(await done('node bin/omnichat-auth0.js preview -s dev')).toContain('unchanged');
    expect(await isInBucket()).toBe(true);
  }, 600_000);
});
