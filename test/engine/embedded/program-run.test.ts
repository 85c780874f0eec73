import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = `
  import { deferPulumiPackages } from './src/engine/embedded/program/deferred-packages.ts';
  deferPulumiPackages();
  const pulumi = await import('@pulumi/pulumi');
  const auth0 = await import('@pulumi/auth0');
  const { runProgram } = await import('./src/engine/embedded/program/program-run.ts');
  process.on('message', async (text) => {
    const registered = [];
    const run = (program) =>
      runProgram({
        program,
        project: 'shop',
        stack: 'test',
        config: {},
        preview: false,
        log: () => undefined,
        register: async ({ name, inputs }) => {
          registered.push(name);
          if (name === 'refused') throw new RangeError('refused by the tenant');
          return { id: name + '-id', values: { ...inputs, clientId: name + '-client' }, secrets: [] };
        },
      }).then(({ values }) => ({ values }), ({ name, code, message }) => ({ name, code, message }));
    const program = new Function('pulumi', 'auth0', 'return async () => {' + text + '}')(pulumi, auth0);
    const failed = await run(program);
    const after = await run(async () => ({ id: new auth0.Role('after', { name: 'After' }).id }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.send({ failed, after, registered });
  });
`;

/** A process that runs one program after another: the test runner takes unhandled rejections for its own. */
let runner: ChildProcess;
let stderr = '';

beforeAll(() => {
  runner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: new URL('../../..', import.meta.url),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  runner.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
});

afterAll(async () => {
  if (!runner.connected) return;
  runner.disconnect();
  await once(runner, 'exit');
});

async function runAlone(program: string): Promise<unknown> {
  runner.send(program);
  const ended = once(runner, 'exit').then(() => []);
  const [outcome] = (await Promise.race([once(runner, 'message'), ended])) as unknown[];
  expect(stderr).toBe('');
  return outcome;
}

const after = { values: { id: 'after-id' } };

test('an error inside apply ends the run with that error, and the next run is well', async () => {
  const outcome = await runAlone(`
    const client = new auth0.Client('client', { name: 'Client' });
    const clientId = client.clientId.apply(() => { throw new pulumi.RunError('no secret'); });
    new auth0.ClientGrant('grant', { clientId, audience: 'https://api', scopes: [] });
    new auth0.Role('role', { name: clientId });
    return { clientId, again: clientId.apply((id) => id) };
  `);
  expect(outcome).toEqual({
    failed: { name: 'EmbeddedRunError', code: 'PROGRAM_REFUSED', message: 'no secret' },
    after,
    registered: ['client', 'after'],
  });
});

test('a refused registration ends the run with its error; what depends on it is never registered', async () => {
  const outcome = await runAlone(`
    const refused = new auth0.Client('refused', { name: 'Client' });
    const group = new pulumi.ComponentResource('shop:index:Group', 'group', {}, { dependsOn: refused });
    new auth0.Role('child', { name: 'Child' }, { parent: group });
    new auth0.ClientGrant('grant', { clientId: refused.clientId, audience: 'https://api', scopes: [] });
    new auth0.Role('role', { name: refused.clientId.apply((id) => id) });
    return { clientId: refused.clientId };
  `);
  expect(outcome).toEqual({
    failed: { name: 'RangeError', message: 'refused by the tenant' },
    after,
    registered: ['refused', 'after'],
  });
});

test('a component passes its place on to its children', async () => {
  const outcome = await runAlone(`
    class Group extends pulumi.ComponentResource {
      constructor(name, options) {
        super('shop:index:Group', name, {}, options);
        this.role = new auth0.Role(name + '-role', { name }, { parent: this });
        this.registerOutputs({});
      }
    }
    const outer = new Group('outer');
    const inner = new Group('inner', { parent: outer });
    return { outer: outer.role.urn, inner: inner.role.urn };
  `);
  expect(outcome).toMatchObject({
    failed: {
      values: {
        outer: 'urn:pulumi:test::shop::shop:index:Group$auth0:index/role:Role::outer-role',
        inner: 'urn:pulumi:test::shop::shop:index:Group$shop:index:Group$auth0:index/role:Role::inner-role',
      },
    },
  });
});
