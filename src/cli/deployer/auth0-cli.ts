import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { waitingFor } from '../../http/patience.ts';
import { oneLine } from '../../text/one-line.ts';
import { CliError } from '../exit-codes.ts';
import { jsonIn } from '../../text/json.ts';

/** By its name on the `PATH`. */
const program = 'auth0';

/** The Management API of a tenant by the session of Auth0's own command line (`auth0 login`). */
export class Auth0Cli {
  readonly #domain: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(domain: string, environment: NodeJS.ProcessEnv) {
    this.#domain = domain;
    this.#environment = environment;
  }

  /**
   * Sends one request with `auth0 api`. No argument may be a secret: everybody on the machine can read them.
   *
   * @param path below `/api/v2`, without a slash before it
   * @returns what the tenant answered, undefined where that is nothing
   * @throws {CliError} when there is no Auth0 CLI, it is not logged in to the tenant, or the tenant refuses
   */
  async send(
    method: 'get' | 'post' | 'delete',
    path: string,
    { body, query = {} }: { readonly body?: object; readonly query?: Readonly<Record<string, string>> } = {},
  ): Promise<unknown> {
    const words = [
      'api',
      method,
      path,
      '--tenant',
      this.#domain,
      '--no-color',
      '--no-input',
      ...Object.entries(query).flatMap(([name, value]) => ['--query', `${name}=${value}`]),
      ...(body === undefined ? [] : ['--data', JSON.stringify(body)]),
      ...(method === 'delete' ? ['--force'] : []),
    ];
    const { exitCode, output, complaint } = await this.#run(words);
    const asked = `auth0 api ${method} ${path} --tenant ${this.#domain}`;
    const said = exitCode === 0 ? '' : lastSaid(complaint);
    // Up to 1.31 it ended with 0 whatever the tenant's status was, but for a scope that is missing.
    const answer = parsed(exitCode === 0 ? output : (/API request failed: (\{.*\})/s.exec(said)?.[1] ?? ''));
    const { statusCode, message } = (answer ?? {}) as {
      readonly statusCode?: unknown;
      readonly message?: unknown;
    };
    if (typeof statusCode === 'number' && statusCode >= 400)
      throw new CliError(`${asked}: the tenant answered ${statusCode}: ${oneLine(String(message), 400)}`);
    if (exitCode !== 0) {
      const login = reachesTenant.test(said)
        ? ''
        : ` Log in to the tenant with \`auth0 login\`, or to it alone with \`auth0 login --domain ${this.#domain}\` and a client of its own.`;
      throw new CliError(`${asked}: ${oneLine(said, 400)}.${login}`);
    }
    if (answer === undefined && output.trim() !== '')
      throw new CliError(`${asked} printed something that is not JSON. Update the Auth0 CLI.`);
    return answer;
  }

  async #run(words: readonly string[]) {
    const child = spawn(program, words, { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const endWithUs = () => child.kill();
    process.on('exit', endWithUs);
    try {
      const [[exitCode], output, complaint] = await waitingFor('the Auth0 CLI', {}, () =>
        Promise.all([
          once(child, 'close') as Promise<[number | null]>,
          text(child.stdout),
          text(child.stderr),
        ]),
      );
      return { exitCode: exitCode ?? 1, output, complaint };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      throw new CliError(
        'There is no auth0 on the PATH. Install the Auth0 CLI (https://github.com/auth0/auth0-cli) and run `auth0 login`; or make the ' +
          'application in the dashboard, as README.md says.',
        { cause },
      );
    } finally {
      process.off('exit', endWithUs);
    }
  }
}

/** What it ends with: its last message, below a heading and whatever it said before. */
const lastSaid = (complaint: string): string =>
  (stripVTControlCharacters(complaint).split('▸').at(-1) ?? '').trim().replace(/\.+$/, '');

/** What it says where it is logged in: that the session lacks a scope, and how to get it; and that the request did not get through. */
const reachesTenant = /lacks scope|API request failed|failed to send request/i;

function parsed(output: string): object | undefined {
  const value = jsonIn(output);
  return typeof value === 'object' && value !== null ? value : undefined;
}
