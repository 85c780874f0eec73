import { readFile } from 'node:fs/promises';
import * as pulumi from '@pulumi/pulumi';
import closures from '@pulumi/pulumi/runtime/closure/serializeClosure.js';
import debuggable from '@pulumi/pulumi/runtime/debuggable.js';
import { expect, test } from 'vitest';
import {
  leaveOutDynamicProviders,
  leaveOutPromiseStacks,
  redirectLog,
  takeRegistrations,
} from '../../../src/engine/embedded/program/pulumi-internals.ts';

const at = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('Pulumi is the version whose internals are changed', async () => {
  const { version } = JSON.parse(await at('node_modules/@pulumi/pulumi/package.json')) as { version: string };
  expect(await at('src/engine/embedded/program/pulumi-internals.ts')).toContain(`@pulumi/pulumi ${version} `);
});

test('what is replaced is there before it is replaced', async () => {
  expect(closures.serializeFunction).toBeTypeOf('function');
  expect(Reflect.get(debuggable, 'debuggablePromise')).toBeTypeOf('function');
  for (const severity of ['debug', 'info', 'warn', 'error'] as const)
    expect(pulumi.log[severity]).toBeTypeOf('function');
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: '', state: {} }) });
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  for (const request of ['registerResource', 'registerResourceOutputs'])
    expect(Reflect.get(monitor ?? {}, request)).toBeTypeOf('function');
});

test('a resource that a program registers reaches whoever takes registrations', async () => {
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: '', state: {} }) });
  takeRegistrations((request) =>
    Promise.resolve({
      urn: `urn:pulumi:s::p::${request.getType()}::${request.getName()}`,
      id: 'given',
      values: {},
      secrets: [],
    }),
  );
  class Thing extends pulumi.CustomResource {
    constructor() {
      super('test:index:Thing', 'thing', {});
    }
  }
  const { id, urn } = new Thing();
  const given = await new Promise((resolve) => {
    pulumi.all([id, urn]).apply(resolve);
  });
  expect(given).toEqual(['given', 'urn:pulumi:s::p::test:index:Thing::thing']);
});

test('a promise that Pulumi makes has a stack noted of it, but for those of a run', async () => {
  const framesNoted = async () => {
    const promise = Promise.resolve();
    const make = Reflect.get(debuggable, 'debuggablePromise') as (promise: Promise<void>) => Promise<void>;
    await make(promise);
    return String(Reflect.get(promise, '_debugStackTrace')).split('\n').length - 1;
  };
  expect(await framesNoted()).toBeGreaterThan(0);
  const restore = leaveOutPromiseStacks();
  expect(await framesNoted()).toBe(0);
  restore();
  expect(await framesNoted()).toBeGreaterThan(0);
});

test('what was changed for a run is as before after it', () => {
  const { serializeFunction } = closures;
  const debuggablePromise: unknown = Reflect.get(debuggable, 'debuggablePromise');
  const { warn } = pulumi.log;
  const restore = [
    leaveOutDynamicProviders(),
    leaveOutPromiseStacks(),
    redirectLog(
      () => undefined,
      () => undefined,
    ),
  ];
  expect(closures.serializeFunction).not.toBe(serializeFunction);
  expect(pulumi.log.warn).not.toBe(warn);
  expect(Reflect.get(debuggable, 'debuggablePromise')).not.toBe(debuggablePromise);
  for (const undo of restore) undo();
  expect(Reflect.get(debuggable, 'debuggablePromise')).toBe(debuggablePromise);
  expect(closures.serializeFunction).toBe(serializeFunction);
  expect(pulumi.log.warn).toBe(warn);
});
