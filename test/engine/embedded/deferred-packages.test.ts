import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const file = resolve(import.meta.dirname, '../../../src/engine/embedded/program/deferred-packages.ts');

/** Runs a script in a Node of its own, where nothing of Pulumi was loaded yet, and answers what it printed. */
function run(script: string): unknown {
  const source = `
    import { createRequire } from 'node:module';
    import { deferPulumiPackages } from ${JSON.stringify(file)};
    const require = createRequire(${JSON.stringify(file)});
    const loaded = (name) => Object.keys(require.cache).filter((path) => path.includes('/node_modules/' + name + '/lib/')).length;
    ${script}`;
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', source],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return JSON.parse(output);
}

interface Deferred {
  readonly loads: object;
  readonly automation: object;
  readonly serialized: object;
}

let outcome: Deferred | undefined;

/** What came of it in one process, step by step. */
const deferred = (): Deferred =>
  (outcome ??= run(`
    deferPulumiPackages();
    const pulumi = await import('@pulumi/pulumi');
    const loads = { pulumi: typeof pulumi.Output, placeholders: [loaded('typescript'), loaded('@npmcli/arborist')] };

    const files = () => Object.keys(require.cache).filter((path) => path.includes('/@pulumi/pulumi/automation/')).length;
    const before = files();
    const automation = { before, workspace: typeof pulumi.automation.LocalWorkspace, more: files() > before };

    const { text } = await pulumi.runtime.serializeFunction(() => 6 * 7);
    const { default: arborist } = await import('@npmcli/arborist');
    const serialized = { text: text.includes('6 * 7'), arborist: typeof arborist.Arborist };
    console.log(JSON.stringify({ loads, automation, serialized }));`) as Deferred);

test('Pulumi loads without TypeScript and Arborist', () => {
  expect(deferred().loads).toEqual({ pulumi: 'function', placeholders: [1, 1] });
});

test('Pulumi loads without its Automation API until somebody asks for it', () => {
  expect(deferred().automation).toEqual({ before: 1, workspace: 'function', more: true });
});

test('a function is serialized all the same', () => {
  expect(deferred().serialized).toEqual({ text: true, arborist: 'function' });
});

test('what is loaded already stays as it is', () => {
  const script = `
    const before = require('typescript');
    deferPulumiPackages();
    console.log(JSON.stringify({ same: require('typescript') === before, version: typeof before.version }));`;
  expect(run(script)).toEqual({ same: true, version: 'string' });
});
