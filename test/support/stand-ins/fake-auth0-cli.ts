import { chmod, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
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
  const server = createServer((socket) => {
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      const [count, ...words] = received.split('\0').slice(0, -1);
      if (words.length !== Number(count)) return;
      void api(words).then(({ exitCode, stdout, stderr }) =>
        socket.end(`${exitCode}\0${stdout}\0${stderr}\0`),
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const folder = await temporaryFolder();
  const { port } = server.address() as AddressInfo;
  // The shell alone starts twenty times faster than Node.
  const script = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
printf '%s\\0' $# "$@" >&3
IFS= read -rd '' code <&3
IFS= read -rd '' stdout <&3
IFS= read -rd '' stderr <&3
printf %s "$stdout"
printf %s "$stderr" >&2
exit "$code"
`;
  await writeFile(join(folder, 'auth0'), script);
  await chmod(join(folder, 'auth0'), 0o755);
  return { environment: { PATH: `${folder}${delimiter}${process.env['PATH']}` }, calls };
}
