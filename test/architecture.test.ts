import { describe, expect, test } from 'vitest';
import {
  architectureViolations,
  folderCycles,
  foreignPaths,
  rooms,
  sharedNames,
} from './support/code/architecture.ts';
import { projectFiles } from './support/code/project-files.ts';

const files = projectFiles();
const sources = new Map([...files].filter(([file]) => /^(infra|src)\/.*\.ts$/.test(file)));

/** A type's judgement is called as its descriptor is, and only the list of each imports it. */
const judgedType = /^\w+: src\/drift\/judgements\/[\w-]+\.ts, src\/management\/resources\/[\w/-]+\.ts$/;

/** Where each is one of a kind, such as the judgements of drift, one a resource type. */
const mostFiles = 22;

describe('the project', () => {
  test('keeps its arrows', () => {
    expect(architectureViolations(sources)).toEqual([]);
  });

  test('has arrows to rooms further up only', () => {
    const names = Object.keys(rooms);
    const upward = ([room, targets]: [string, readonly string[]]) =>
      targets.every((target) => names.slice(0, names.indexOf(room)).includes(target));
    expect(Object.entries(rooms).filter((entry) => !upward(entry))).toEqual([]);
  });

  test('goes in no circle among the neighbours of a folder', () => {
    expect(folderCycles(sources)).toEqual([]);
  });

  test('calls by one name one thing only', () => {
    expect(sharedNames(sources).filter((shared) => !judgedType.test(shared))).toEqual([
      // Verification derives these itself, so that it does not share a mistake with the server that it judges.
      'authorizationServerMetadataUrl: src/connector/metadata/authorization-server-metadata.ts, src/verify/documents/well-known.ts',
      'protectedResourceMetadataUrl: src/connector/metadata/protected-resource-metadata.ts, src/verify/documents/well-known.ts',
      // An error of the Management API, as the local tenant answers it and as a client of the API meets it.
      'ManagementError: src/local-tenant/management/errors.ts, src/management/management-error.ts',
    ]);
  });

  test('finds its own files from where they are compiled to, two folders down, as from its sources', () => {
    const paths = [...sources].flatMap(([file, text]) =>
      [...text.matchAll(/new URL\(\s*'([^']+)',\s*import\.meta\.url/g)].map(
        ([, path]) => `${file}: ${path ?? ''}`,
      ),
    );
    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => !/: \.\.\/\.\.\/[^.]/.test(path))).toEqual([]);
  });

  test('has no folder that one does not take in at a glance', () => {
    const held = new Map<string, number>();
    for (const file of files.keys()) {
      const folder = file.slice(0, file.lastIndexOf('/'));
      held.set(folder, (held.get(folder) ?? 0) + 1);
    }
    expect([...held].filter(([, count]) => count > mostFiles)).toEqual([]);
  });

  test('mentions no path outside itself', () => {
    expect(
      [...files].flatMap(([file, text]) => foreignPaths(text).map((path) => `${file}: ${path}`)),
    ).toEqual([]);
  });

  test('is what is looked at', () => {
    expect([...sources.keys()]).toEqual(expect.arrayContaining(['infra/index.ts', 'src/dotenv/encode.ts']));
    expect([...files.keys()]).toEqual(expect.arrayContaining(['package.json', '.ci/run']));
    expect([...files.keys()].filter((file) => file.startsWith('node_modules/'))).toEqual([]);
  });
});

describe('a circle', () => {
  const circlesOf = (...imports: readonly (readonly [file: string, specifier: string])[]) =>
    folderCycles(
      new Map(imports.map(([file, specifier]) => [file, `import type { X } from '${specifier}';`])),
    );

  test.each([
    [
      'of folders',
      [
        ['src/a/b/x.ts', '../c/y.ts'],
        ['src/a/c/z.ts', '../b/w.ts'],
      ],
      'src/a: b → c → b',
    ],
    [
      'of files',
      [
        ['src/a/x.ts', './y.ts'],
        ['src/a/y.ts', './x.ts'],
      ],
      'src/a: x.ts → y.ts → x.ts',
    ],
    [
      'of a folder and the files beside it',
      [
        ['src/a/x.ts', './b/y.ts'],
        ['src/a/b/z.ts', '../w.ts'],
        ['src/a/w.ts', './x.ts'],
      ],
      'src/a: x.ts → b → w.ts → x.ts',
    ],
  ] as const)('%s is found', (_name, imports, found) => {
    expect(circlesOf(...imports)).toEqual([found]);
  });

  test('is none where a file leads into a folder whose files need another one beside it', () => {
    expect(circlesOf(['src/a/index.ts', './b/y.ts'], ['src/a/b/y.ts', '../check.ts'])).toEqual([]);
  });
});

test('a name that two files define for others is found', () => {
  const shared = (...texts: readonly string[]) =>
    sharedNames(new Map(texts.map((text, index) => [`${index}.ts`, text])));
  expect(shared('export interface A {}', 'export const { a: A, b } = c;')).toEqual(['A: 0.ts, 1.ts']);
  expect(shared('export class A {}', "export { A } from './0.ts';", 'interface A {}')).toEqual([]);
});

describe('an arrow that is allowed', () => {
  test.each([
    ['infra/index.ts', "import * as auth0 from '@pulumi/auth0';"],
    ['infra/resources/application.ts', "import * as pulumi from '@pulumi/pulumi';"],
    ['infra/index.ts', "import { desiredTenant } from './tenant.ts';"],
    ['infra/resources/application.ts', "import type { DesiredTenant } from '../tenant.ts';"],
    ['infra/tenant.ts', "import type { Unwrap } from '@pulumi/pulumi';"],
    ['src/management/resources/client.ts', "let args: import('@pulumi/auth0').ClientArgs;"],
    ['src/engine/embedded/run.ts', "import * as pulumi from '@pulumi/pulumi';"],
    ['src/engine/embedded/run.ts', 'await import(entry);'],
    ['src/engine/embedded/run.ts', "await import('../../../infra/index.ts');"],
    ['src/local-tenant/server.ts', "await import('./oauth/provider.ts');"],
    ['src/local-tenant/oauth/oauth.ts', "import type { Store } from '../store.ts';"],
    ['src/dotenv/variables.ts', "import type { StackOutputs } from '../../infra/outputs.ts';"],
    ['src/cli/commands/up.ts', "import { run } from '../../engine/embedded/run.ts';"],
    ['src/cli/main.ts', 'console.log(process.exitCode);'],
    ['src/dotenv/encode.ts', "// console.log(import('../cli/main.ts'))"],
    ['src/dotenv/encode.ts', '/** What `omnichat-auth0 env` writes. */'],
    ['infra/own-command.ts', 'const own = `node bin/omnichat-auth0.js ${words}`;'],
    ['infra/outputs.ts', 'throw new Error(`Deploy it: ${ownCommand(`up -s ${stack}`)}`);'],
  ])('from %s: %s', (file, source) => {
    expect(architectureViolations(new Map([[file, source]]))).toEqual([]);
  });
});

describe('an arrow that is not', () => {
  test.each([
    ['infra/tenant.ts', "import '../src/dotenv/encode.ts';", 'imports src/dotenv/encode.ts'],
    ['infra/tenant.ts', "import { Output } from '@pulumi/pulumi';", 'loads @pulumi/pulumi'],
    ['infra/tenant.ts', "import { type Unwrap } from '@pulumi/pulumi';", 'loads @pulumi/pulumi'],
    ['src/dotenv/check.ts', "import '../../infra/index.ts';", 'imports infra/index.ts'],
    [
      'src/dotenv/check.ts',
      "import type { X } from '../../infra/web-address.ts';",
      'imports infra/web-address.ts',
    ],
    [
      'src/drift/live.ts',
      "import '../../infra/resources/application.ts';",
      'imports infra/resources/application.ts',
    ],
    ['src/engine/pulumi-cli.ts', "import '@pulumi/pulumi';", 'loads @pulumi/pulumi'],
    ['src/management/resources/client.ts', "export * from '@pulumi/auth0';", 'loads @pulumi/auth0'],
    ['src/management/paging.ts', "await import('@pulumi/auth0');", 'loads @pulumi/auth0'],
    ['src/management/paging.ts', "require('@pulumi/auth0');", 'loads @pulumi/auth0'],
    ['src/local-tenant/state/store.ts', "import '../../../infra/tenant.ts';", 'imports infra/tenant.ts'],
    [
      'src/local-tenant/oauth/oauth.ts',
      "import '../../management/paging.ts';",
      'imports src/management/paging.ts',
    ],
    [
      'src/local-tenant/state/store.ts',
      "import type { Plan } from '../../engine/plan.ts';",
      'imports src/engine/plan.ts',
    ],
    ['src/engine/plan.ts', "import '../cli/plan-text.ts';", 'imports src/cli/plan-text.ts'],
    ['src/dotenv/check.ts', "export { x } from '../verify/checks.ts';", 'imports src/verify/checks.ts'],
    ['src/dotenv/check.ts', "let x: import('../verify/checks.ts').X;", 'imports src/verify/checks.ts'],
    ['src/dotenv/check.ts', "import '../../test/support/x.ts';", 'imports test/support/x.ts'],
    ['src/dotenv/check.ts', "import '../../../other/x.ts';", 'imports ../other/x.ts'],
    ['src/dotenv/check.ts', 'await import(`../${room}/index.ts`);', 'imports what only a run can tell'],
    ['src/dotenv/check.ts', 'console.log(1);', 'uses console'],
    ['src/dotenv/check.ts', 'const { log } = globalThis.console;', 'uses console'],
    ['src/dotenv/check.ts', 'process.exit(1);', 'uses process.exit'],
    ['src/dotenv/check.ts', 'process.exitCode = 1;', 'uses process.exitCode'],
    [
      'src/cli/main.ts',
      'tell(`Run omnichat-auth0 up -s ${stack}.`);',
      'spells a command: Run omnichat-auth0 up -s ',
    ],
    [
      'src/dotenv/check.ts',
      "const deploy = 'node bin/omnichat-auth0.js up';",
      'spells a command: node bin/omnichat-auth0.js up',
    ],
    ['infra/outputs.ts', "'Run omnichat-auth0 up'", 'spells a command: Run omnichat-auth0 up'],
    ['src/helpers/x.ts', '', 'is in no known room'],
    ['src/main.ts', '', 'is in no known room'],
    ['src/toString/x.ts', '', 'is in no known room'],
  ])('is found in %s: %s', (file, source, violation) => {
    expect(architectureViolations(new Map([[file, source]]))).toEqual([`${file} ${violation}`]);
  });
});

describe('a path outside the project', () => {
  const outside = (...parts: string[]) => `/${parts.join('/')}`;

  test.each([
    outside('home', 'ann', 'notes.md'),
    outside('tmp', 'x'),
    outside('opt', 'tool', 'bin'),
    outside('Users', 'ann'),
    ['C:', 'Users', 'ann'].join('\\'),
  ])('is found: %s', (path) => {
    for (const text of [path, `'${path}'`, `see (${path})`, `A=${path}`]) {
      expect(foreignPaths(text)).toEqual([path]);
    }
  });

  test.each([
    '#!/usr/bin/env node',
    'https://omnichat.com/home/x',
    './work/x',
    'src/tmp/x',
    '${root}/tmp/x',
    '/api/v2/clients',
    'homework/',
  ])('is not %s', (text) => {
    expect(foreignPaths(text)).toEqual([]);
  });
});
