import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/project/command-line.ts';
import { localProject } from '../support/project/local-project.ts';

describe('wrong usage is exit code 64, and says what is wrong', () => {
  test.each([
    ['foo', "Error: unknown command 'foo'\n"],
    ['upp', "Error: unknown command 'upp'\n(Did you mean up?)\n"],
    ['tenant serv', "Error: unknown command 'serv'\n(Did you mean serve?)\n"],
    ['tenant users', 'Usage: omnichat-auth0 tenant users [options] [command]\n'],
    ['--stak dev up', "Error: unknown option '--stak'\n(Did you mean --stack?)\n"],
    ['env --chekc', "Error: unknown option '--chekc'\n(Did you mean --check?)\n"],
    ['up now', "Error: too many arguments for 'up'. Expected 0 arguments but got 1.\n"],
    ['tenant exec', "Error: missing required argument 'command'\n"],
    ['tenant users add', "Error: required option '--password <password>' not specified\n"],
    ['up -s', "Error: option '-s, --stack <stack>' argument missing\n"],
    ['-C', "Error: option '-C <directory>' argument missing\n"],
    [
      'up --engine terraform',
      "Error: option '--engine <engine>' argument 'terraform' is invalid. Allowed choices are embedded, pulumi.\n",
    ],
    [
      'env --format yaml',
      "Error: option '--format <format>' argument 'yaml' is invalid. Allowed choices are dotenv, json, shell, github.\n",
    ],
    [
      'env --secrets masked',
      "Error: option '--secrets <policy>' argument 'masked' is invalid. Allowed choices are plain, omit.\n",
    ],
    [
      'tenant export --secrets yes',
      "Error: option '--secrets <policy>' argument 'yes' is invalid. Allowed choices are omit, plain.\n",
    ],
    ...['0', '65536', '-1', '4443x', '4.5'].map((port): [string, string] => [
      `tenant serve --port=${port}`,
      `Error: option '--port <port>' argument '${port}' is invalid. Give a number from 1 to 65535.\n`,
    ]),
    [
      'connector serve --port=http',
      "Error: option '--port <port>' argument 'http' is invalid. Give a number from 1 to 65535.\n",
    ],
    [
      'env --check --format json',
      'Error: --check and --file are about a .env, and --format json writes none. Leave one of them out.\n',
    ],
    [
      'env --file .env --format shell',
      'Error: --check and --file are about a .env, and --format shell writes none. Leave one of them out.\n',
    ],
    ...['up', 'start', 'tenant env'].map((command): [string, string] => [
      `${command} -s local -s dev`,
      'Error: This command takes one stack, and local, dev were given. Run it once for each.\n',
    ]),
    [
      'env -s local -s dev',
      'Error: env without --check: of one stack, and local, dev are meant. Run it once for each.\n',
    ],
  ])('%s', async (line, message) => {
    const { exitCode, stdout, stderr } = await commandLine(line.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr.slice(0, message.length)).toBe(message);
  });

  test('and commander adds how to find out more', async () => {
    for (const line of ['foo', 'tenant foo', 'tenant users foo', 'up --foo', 'tenant users add --foo']) {
      const { stderr } = await commandLine(line.split(' '));
      expect(stderr).toMatch(/\nRun it with --help to see what it takes\.\n$/);
    }
  });

  test('without a command it is the help, on standard error', async () => {
    const { exitCode, stdout, stderr } = await commandLine([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^Usage: omnichat-auth0 \[options\] \[command\]\n/);
  });

  test.each(['up --engine embedded', 'start', 'tenant env', 'tenant serve', 'tenant exec -- true'])(
    '%s on a tenant that is not on this machine',
    async (line) => {
      const project = await localProject();
      await project.configure({}, { stack: 'dev', domain: 'omnichat-dev.eu.auth0.com' });
      const { exitCode, stdout, stderr } = await project.run('-s', 'dev', ...line.split(' '));
      expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
      expect(stderr).toMatch(/^Error: .*omnichat-dev\.eu\.auth0\.com.*(--engine pulumi|up -s dev|-s local)/);
    },
  );
});

test('--version prints that of the package', async () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const { exitCode, stdout } = await commandLine(['--version']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${version}\n` });
});

describe('help', () => {
  test('lists the commands', async () => {
    const { exitCode, stdout, stderr } = await commandLine(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: omnichat-auth0 [options] [command]

      OmniChat's Auth0 tenant as code.

      Options:
        -s, --stack <stack>  the stack (default: "local")
        --json               print the result as JSON
        --timeout <time>     what all waiting for others may take together (default:
                             10m)
        --no-input           never ask a person
        -C <directory>       the project's directory (default: ".")
        --version            print the version of this tool
        -h, --help           print this

      Commands:
        start                bring up a tenant on this machine, deploy to it and write
                             .env
        init                 write a stack's file, checked as a deploy checks it
        doctor               tell what stands between a stack and a deploy, and how to
                             mend it
        deployer             the application that deploys a stack to a tenant at Auth0
        preview              show what \`up\` would change
        up                   make the tenant what the program declares, and verify
        adopt                take over what somebody made by hand or with another tool
        destroy              delete what the program declared; tenant settings stay
        env                  write the stack outputs into a .env
        rotate               give an application a new secret, in the tenant and in
                             the .env
        callbacks            callback URLs in the stack's file
        verify               prove from the outside that the tenant and the server
                             work
        drift                tell who changed the tenant: what is declared, deployed
                             and live
        audit                tell what is unsafe in a tenant, or unfit for ChatGPT,
                             whoever made it
        mend                 change one thing of a tenant that no program declares, as
                             drift and audit print it
        clients              applications that registered themselves, and others of
                             third parties
        roles                what people may do in the tenant
        logs                 tell what happened in the tenant, and what it means
        token                make a Management API token, and say what it is good for
        open                 open a page of Auth0's dashboard
        commands             list every command; with --json all that each takes, for
                             scripts and agents
        completion           print what a shell reads to complete command lines
        tenant               the Auth0 tenant on this machine
        connector            the OAuth endpoints that OmniChat's own server mounts
      "
    `);
  });

  test.each([
    ['start', ['--file', '--public-url']],
    ['init', ['--domain', '--production', '--server-url', '--registration', '--yes']],
    ['doctor', ['--fix', '--all']],
    ['mend', []],
    ['mend set', ['--domain', '--yes']],
    ['mend delete', ['--domain', '--yes']],
    ['mend grant', ['--domain', '--yes']],
    ['mend import', ['--domain', '--yes']],
    ['clients', []],
    ['clients list', []],
    ['clients prune', ['--older-than', '--unused-for', '--delete']],
    ['logs', ['--follow', '--count']],
    ['token', ['--deployer', '--secrets']],
    ['open', ['--print']],
    ['commands', []],
    ['rotate', ['--file', '--yes']],
    ['callbacks', []],
    ['callbacks add', []],
    ['preview', ['--engine', '--install-pulumi', '--details', '--allow-duplicates']],
    ['up', ['--engine', '--install-pulumi', '--details', '--allow-duplicates', '--deploy-only', '--yes']],
    ['adopt', ['--engine', '--map', '--out']],
    ['destroy', ['--engine', '--install-pulumi', '--yes']],
    ['env', ['--file', '--check', '--all', '--outputs', '--format', '--secrets']],
    ['tenant', []],
    [
      'tenant serve',
      [
        '--port',
        '--rate-limits',
        '--seed',
        '--latency',
        '--fail-every',
        '--expired-tokens',
        '--clock',
        '--quiet',
      ],
    ],
    ['tenant exec', []],
    ['tenant env', []],
    ['tenant export', ['--secrets']],
    ['tenant users', []],
    ['tenant users add', ['--password', '--role']],
    ['tenant users set', ['--password', '--role']],
    ['tenant reset', ['--yes']],
    ['connector', []],
    ['connector serve', ['--file', '--port', '--quiet']],
  ])('of %s lists its own options: %j', async (command, options) => {
    const { exitCode, stdout, stderr } = await commandLine([...command.split(' '), '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.startsWith(`Usage: omnichat-auth0 ${command} `)).toBe(true);
    const [own = '', common] = stdout.split('\nGlobal Options:\n');
    expect([...own.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option)).toEqual(options);
    expect(common).toContain('-s, --stack <stack>');
    expect((await commandLine(['help', ...command.split(' ')])).stdout).toBe(stdout);
  });
});
