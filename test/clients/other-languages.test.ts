import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalTenant } from '../../src/testing/index.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const languages = [
  { language: 'py', comment: '#', file: 'applications.py', command: ['python3'], version: '--version' },
  { language: 'go', comment: '//', file: 'applications.go', command: ['go', 'run'], version: 'version' },
] as const;

for (const { language, comment, file, command, version } of languages) {
  const [program, ...words] = command;
  const isThere = spawnSync(program, [version]).status === 0;
  if (!isThere)
    process.stderr.write(`The example in ${language} is skipped: no ${program} is on the PATH.\n`);

  // Go compiles its standard library the first time.
  test.skipIf(!isThere)(
    `the example of the page in ${language} lists the applications`,
    { timeout: 300_000 },
    async () => {
      const page = await readFile(new URL('../../docs/local-tenant.md', import.meta.url), 'utf8');
      const [, code] = page.split(`\`\`\`${language}\n${comment} ${file}\n`);
      const folder = await temporaryFolder();
      await writeFile(join(folder, file), code?.split('\n```')[0] ?? '');
      const tenant = await startLocalTenant({ seed: { clients: [{ name: 'Files' }] } });
      onTestFinished(() => tenant.close());
      await writeFile(join(folder, 'ca.pem'), tenant.ca);
      const child = spawn(program, [...words, file], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          AUTH0_DOMAIN: tenant.domain,
          AUTH0_CLIENT_ID: tenant.deployer.clientId,
          AUTH0_CLIENT_SECRET: tenant.deployer.clientSecret,
          SSL_CERT_FILE: join(folder, 'ca.pem'),
        },
      });
      const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect(printed.trim().split(/\s+/)).toEqual(['Deployer', 'Files']);
    },
  );
}
