import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stacksIn } from '../../../src/cli/several/named-stacks.ts';
import { commandLine } from '../../support/project/command-line.ts';
import { localProject } from '../../support/project/local-project.ts';
import { temporaryFolder } from '../../support/project/temporary-folder.ts';

const stackFile = (project: { readonly directory: string }, stack: string) =>
  readFile(join(project.directory, `Pulumi.${stack}.yaml`), 'utf8');

describe('init', () => {
  test('writes a stack of a real tenant', async () => {
    const project = await localProject();
    const { exitCode, stdout } = await project.run(
      'init',
      '-s',
      'dev',
      '--domain',
      'omnichat-dev.eu.auth0.com',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'Pulumi.dev.yaml: created\n' +
        "  + # OmniChat's Auth0 tenant: stack dev.\n" +
        '  + config:\n' +
        '  +   auth0:domain: omnichat-dev.eu.auth0.com\n' +
        'Next:\n  node bin/omnichat-auth0.js doctor -s dev\n',
    );
  });

  test('gives production all that it must state, from the URL of the server', async () => {
    const project = await localProject();
    const words = [
      '--domain',
      'omnichat.eu.auth0.com',
      '--production',
      '--server-url',
      'https://omnichat.example/mcp',
    ];
    const { exitCode, stderr } = await project.run('init', '-s', 'prod', ...words, '--registration', 'off');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await stackFile(project, 'prod')).toBe(`# OmniChat's Auth0 tenant: stack prod.
config:
  auth0:domain: omnichat.eu.auth0.com
  omnichat:production: true
  omnichat:resourceUrl: https://omnichat.example/mcp
  omnichat:apiIdentifier: https://omnichat.example/mcp
  omnichat:applicationUrls:
    - https://omnichat.example
  omnichat:registration: off
`);
  });

  test.each([
    [['--domain', 'https://omnichat.eu.auth0.com'], 'auth0:domain'],
    [['--domain', 'omnichat.eu.auth0.com', '--production'], 'omnichat:resourceUrl is missing'],
  ])('refuses what a deploy would refuse, and writes nothing: %j', async (words, said) => {
    const project = await localProject();
    const { exitCode, stderr } = await project.run('init', '-s', 'dev', ...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(said);
    await expect(stackFile(project, 'dev')).rejects.toThrow('ENOENT');
  });

  test.each([
    ['init', '--server-url', 'ftp://x', '--server-url ftp://x has the scheme ftp: Use https.'],
    [
      'start',
      '--public-url',
      'foo',
      '--public-url foo is not an absolute URL. Write scheme and host, such as ',
    ],
    [
      'start',
      '--public-url',
      'https://a:b@x.example',
      '--public-url https://[redacted]@x.example has a user name',
    ],
  ])('%s %s %s names the option', async (command, option, url, said) => {
    const project = await localProject();
    const before = await stackFile(project, 'local');
    const { exitCode, stderr } = await project.run(command, option, url);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(64);
    expect(await stackFile(project, 'local')).toBe(before);
  });

  test('warns of a route of the last server, which the new one may not have', async () => {
    const project = await localProject();
    await project.configure({ protectedRoute: '/files' });
    const words = ['init', '--server-url', 'http://localhost:3999/mcp', '--yes'];
    const warning = `warning: verify will call http://localhost:3999/files, as omnichat:protectedRoute says. Where the server has nothing there, delete that line of `;
    expect((await project.run(...words)).stderr).toContain(warning);
    expect((await project.run(...words)).stderr).toBe('');
  });

  test('asks a person for what no option says', async () => {
    const project = await localProject();
    const answers = ['omnichat-dev.eu.auth0.com', 'n', '', 'native'];
    const { exitCode, stderr } = await project.runWith({ answers }, 'init', '-s', 'dev');
    expect(exitCode).toBe(0);
    expect(stderr.split('\n')).toHaveLength(5);
    expect(await stackFile(project, 'dev')).toContain('omnichat:registration: native');
  });

  test('asks again for what production needs, and for what is no URL', async () => {
    const project = await localProject();
    const answers = ['omnichat.eu.auth0.com', 'y', '', 'foo', 'https://omnichat.example/mcp', ''];
    const { exitCode, stderr } = await project.runWith({ answers }, 'init', '-s', 'prod');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Production needs it.\n');
    expect(stderr).toContain('foo is not an absolute URL.');
    expect(await stackFile(project, 'prod')).toContain('omnichat:resourceUrl: https://omnichat.example/mcp');
  });

  test('--yes makes a new file of what was said, and asks nothing', async () => {
    const project = await localProject();
    const words = ['init', '-s', 'dev', '--domain', 'a.eu.auth0.com', '--yes'];
    const { exitCode, stderr } = await project.runWith({ answers: ['y'] }, ...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await stackFile(project, 'dev')).not.toContain('production');
  });

  test.each([[{}], [{ answers: ['omnichat-dev.eu.auth0.com'] }]])(
    'nobody to be asked: %j',
    async (options) => {
      const project = await localProject();
      const { exitCode, stderr } = await project.runWith(options, 'init', '-s', 'dev', '--no-input');
      expect(exitCode).toBe(64);
      expect(stderr).toContain('Name the tenant with --domain');
    },
  );

  describe('where the file is there already', () => {
    const written = '# Mine.\nconfig:\n  auth0:domain: a.eu.auth0.com # keep\n';
    const changed = '# Mine.\nconfig:\n  auth0:domain: b.eu.auth0.com # keep\n';
    const difference =
      '  -   auth0:domain: a.eu.auth0.com # keep\n  +   auth0:domain: b.eu.auth0.com # keep\n';
    const init = async (options: { answers?: string[] }, ...words: string[]) => {
      const project = await localProject();
      await writeFile(join(project.directory, 'Pulumi.dev.yaml'), written);
      const result = await project.runWith(
        options,
        'init',
        '-s',
        'dev',
        '--domain',
        'b.eu.auth0.com',
        ...words,
      );
      return { ...result, file: await stackFile(project, 'dev') };
    };

    test.each<[string, { answers?: string[] }, string[], number, string]>([
      ['nobody is there', {}, [], 64, written],
      ['the person does not agree', { answers: ['n'] }, [], 1, written],
      ['the person agrees', { answers: ['y'] }, [], 0, changed],
    ])('the difference is shown, and %s', async (_, options, words, expected, text) => {
      const { exitCode, stderr, file } = await init(options, ...words);
      expect(stderr).toContain(difference);
      expect({ exitCode, file }).toEqual({ exitCode: expected, file: text });
    });

    test('where nobody can be asked, the command is said that changes it', async () => {
      const { stderr } = await init({}, '--registration', 'off');
      expect(stderr).toContain(
        'node bin/omnichat-auth0.js init -s dev --domain b.eu.auth0.com --registration off --yes\n',
      );
    });

    test('--yes changes it, and comments stay', async () => {
      const { exitCode, stdout, file } = await init({}, '--yes');
      expect(stdout).toContain(difference);
      expect({ exitCode, file }).toEqual({ exitCode: 0, file: changed });
    });
  });

  test('finds the file that is there where the project keeps those of its stacks', async () => {
    const project = await localProject();
    const { directory } = project;
    await mkdir(join(directory, 'stacks'));
    await appendFile(join(directory, 'Pulumi.yaml'), '\nstackConfigDir: stacks\n');
    const file = join(directory, 'stacks/Pulumi.dev.yaml');
    await writeFile(file, 'config:\n  auth0:domain: omnichat-dev.eu.auth0.com\n');
    const { exitCode, stderr } = await project.run('init', '-s', 'dev', '--registration', 'off', '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readFile(file, 'utf8')).toContain('omnichat:registration: off');
    expect(await stacksIn(directory)).toEqual(['dev']);
  });

  test('says what a folder lacks that is no project', async () => {
    const folder = await temporaryFolder();
    const { stderr } = await commandLine(['-C', folder, 'init', '--domain', 'a.eu.auth0.com']);
    expect(stderr).toContain('is no project of this program');
  });
});

describe('callbacks add', () => {
  test.each(['abc-1', 'https://chatgpt.com/connector/oauth/abc-1'])('takes %s', async (given) => {
    const project = await localProject();
    await writeFile(
      join(project.directory, 'Pulumi.local.yaml'),
      `config:\n  # mine\n  auth0:domain: ${project.domain}\n`,
    );
    const { exitCode, stdout } = await project.run('callbacks', 'add', given);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  + omnichat:chatgptConnectorIds:\n'.replace('+ ', '+   '));
    expect(stdout).toContain('Next:\n  node bin/omnichat-auth0.js preview -s local\n');
    expect(await stackFile(project, 'local')).toBe(
      `config:\n  # mine\n  auth0:domain: ${project.domain}\n  omnichat:chatgptConnectorIds:\n    - abc-1\n`,
    );
    expect((await project.run('callbacks', 'add', given)).stdout).toContain('has it already');
    expect((await project.run('preview')).stdout).toContain('connector');
  });

  test.each(['https://evil.example/cb', 'https://chatgpt.com/connector/oauth/q?x=1', 'a b'])(
    'refuses %s, and leaves the file',
    async (given) => {
      const project = await localProject();
      const before = await stackFile(project, 'local');
      const { exitCode, stderr } = await project.run('callbacks', 'add', given);
      expect(exitCode).toBe(64);
      expect(stderr).toContain(`${given} is neither the id of a ChatGPT connector nor its URL.`);
      expect(await stackFile(project, 'local')).toBe(before);
    },
  );

  test('needs the file', async () => {
    const project = await localProject();
    await rm(join(project.directory, 'Pulumi.local.yaml'));
    const { exitCode, stderr } = await project.run('callbacks', 'add', 'abc');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('auth0:domain');
    await expect(stackFile(project, 'local')).rejects.toThrow('ENOENT');
  });
});
