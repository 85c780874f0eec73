import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';
import { freePort } from '../project/free-port.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

const run = promisify(execFile);

/** A server of Amazon's S3 protocol: Moto's, from PyPI, which keeps what it is given in memory. */
const server = 'moto[server]==5.2.5';

/** Where an S3 server on this machine is, and what signs in to it. */
export interface S3Server {
  /** A bucket of it, as Pulumi takes that for a backend. */
  readonly bucketUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the bucket has an object of that key. */
  has(key: string): Promise<boolean>;
}

/** Serves S3 for a test, or skips it where that cannot be done, and says why. */
export async function serveS3(skip: (reason: string) => never): Promise<S3Server> {
  const folder = await temporaryFolder();
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', server]);
  } catch (error) {
    const reason = `${server} cannot be installed from PyPI with python3: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`Skipped: what needs a server of S3, because ${reason}\n`);
    return skip(reason);
  }
  const port = await freePort();
  const words = ['-H', '127.0.0.1', '-p', String(port)];
  const child = spawn(join(folder, 'bin', 'moto_server'), words, { stdio: 'ignore' });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  // Its first bucket is made as soon as it answers.
  await vi.waitFor(() => fetch(`${url}/states`, { method: 'PUT' }), { timeout: 30_000 });
  return {
    bucketUrl: `s3://states?endpoint=${url}&s3ForcePathStyle=true`,
    environment: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' },
    has: async (key) =>
      (await (await fetch(`${url}/states?list-type=2`)).text()).includes(`<Key>${key}</Key>`),
  };
}
