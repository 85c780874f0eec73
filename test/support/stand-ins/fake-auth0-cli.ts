import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { ManagementError } from '../../../src/management/management-error.ts';
import type { RealTenant } from '../tenants/real-tenant.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

/** How such a CLI ends, where it does not reach the tenant. */
interface Ending {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr: string;
}

/** How the Auth0 CLI says why it failed, on standard error. */
export const complaintOf = (domain: string, message: string): string =>
  `\n=== ${domain} error\n\n ▸    ${message}.\n\n`;

/**
 * An `auth0` on the `PATH` that is logged in to a tenant: `auth0 api` of the Auth0 CLI 1.32, which ends with 1 where the tenant
 * refuses, or as `refuse` says.
 */
export async function fakeAuth0Cli(
  { domain, dashboard }: Pick<RealTenant, 'domain' | 'dashboard'>,
  refuse: (method: string, path: string) => Ending | undefined = () => undefined,
) {
  const calls: string[] = [];
  const inside = (text: string) => text.replaceAll(domain, dashboard.domain);
  const api = async (words: readonly string[]) => {
    const [, method = '', path = ''] = words;
    const valuesOf = (flag: string) => words.flatMap((word, at) => (words[at - 1] === flag ? [word] : []));
    calls.push(`${method} ${path} --tenant ${valuesOf('--tenant').join()}`);
    const ending = refuse(method, path);
    if (ending !== undefined) return { stdout: '', ...ending };
    const query = Object.fromEntries(valuesOf('--query').map((each) => each.split('=') as [string, string]));
    const body: unknown = JSON.parse(inside(valuesOf('--data')[0] ?? 'null'));
    const send = {
      get: () => dashboard.get(`/${path}`, query),
      post: () => dashboard.post(`/${path}`, body),
      delete: () => dashboard.delete(`/${path}`),
    }[method];
    try {
      const answer = await send?.();
      return { exitCode: 0, stderr: '', stdout: answer === undefined ? '' : JSON.stringify(answer, null, 2) };
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      const { status, message, errorCode } = error;
      const answered = JSON.stringify({ statusCode: status, message, errorCode });
      return {
        exitCode: 1,
        stdout: '',
        stderr: complaintOf(domain, `${status}: API request failed: ${answered}`),
      };
    }
  };
  const server = createServer((request, response) => {
    void json(request).then(async (words) => response.end(JSON.stringify(await api(words as string[]))));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const folder = await temporaryFolder();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const script = `#!${process.execPath}
fetch(${JSON.stringify(url)}, { method: 'POST', body: JSON.stringify(process.argv.slice(2)) })
  .then((response) => response.json())
  .then(({ exitCode, stdout, stderr }) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = exitCode;
  });
`;
  await writeFile(join(folder, 'auth0'), script);
  await chmod(join(folder, 'auth0'), 0o755);
  return { environment: { PATH: `${folder}${delimiter}${process.env['PATH']}` }, calls };
}
