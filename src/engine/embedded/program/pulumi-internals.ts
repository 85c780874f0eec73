import * as pulumi from '@pulumi/pulumi';
import closures from '@pulumi/pulumi/runtime/closure/serializeClosure.js';
import debuggable from '@pulumi/pulumi/runtime/debuggable.js';
import { encodeProperties, type PropertyValues } from './property-values.ts';
import type { RegisterResourceRequest } from './registration.ts';

/*
 * What is changed of @pulumi/pulumi 3.248.0 in this process, beyond what it offers for that; `deferred-packages.ts`, which has to come
 * before it, keeps to what Node.js offers. `test/engine/embedded/pulumi-internals.test.ts` says what another version lacks.
 */

/** What became of a registration. */
export interface Registered extends PropertyValues {
  /** Undefined as long as a preview cannot know it. */
  readonly id?: string | undefined;
}

/**
 * Takes every registration of a program that runs under mocks. These show neither parents nor dependencies nor resource options; the
 * monitor that they stand on does.
 *
 * @param answer tells what became of each
 */
export function takeRegistrations(
  answer: (request: RegisterResourceRequest) => Promise<Registered & { readonly urn: string }>,
): void {
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new TypeError('Pulumi has no monitor after setMocks.');
  Object.assign(monitor, {
    async registerResource(
      request: RegisterResourceRequest,
      done: (error: null, response: RegisterResourceResponse) => void,
    ) {
      done(null, responseFor(await answer(request)));
    },
    registerResourceOutputs(_request: unknown, done: (error: null, response: object) => void) {
      done(null, {});
    },
  });
}

interface RegisterResourceResponse {
  getUrn(): string;
  getId(): string;
  getObject(): { toJavaScript(): Readonly<Record<string, unknown>> };
  getPropertydependenciesMap(): undefined;
  getResult(): number;
}

const succeeded = 0;

function responseFor({
  urn,
  id = '',
  values,
  secrets,
}: Registered & { readonly urn: string }): RegisterResourceResponse {
  const encoded = encodeProperties({ values, secrets });
  return {
    getUrn: () => urn,
    getId: () => id,
    getObject: () => ({ toJavaScript: () => encoded }),
    getPropertydependenciesMap: () => undefined,
    getResult: () => succeeded,
  };
}

/**
 * Has Pulumi leave out the text of dynamic resources' providers, which takes TypeScript and long to make, and which nobody runs here:
 * an embedded run carries resources out by their type.
 *
 * @returns what has it make the text again
 */
export function leaveOutDynamicProviders(): () => void {
  const { serializeFunction } = closures;
  const nothing = { text: '', exportName: '', containsSecrets: false };
  closures.serializeFunction = () => Promise.resolve(nothing);
  return () => {
    closures.serializeFunction = serializeFunction;
  };
}

type MakePromise = (promise: Promise<unknown>, context?: string) => Promise<unknown>;

/**
 * Has Pulumi note no stack of the promises that it makes, hundreds a resource: it would print them where a program ends before its
 * promises do, which says nothing of an embedded run, and making their texts takes a fifth of one.
 *
 * @returns what has it note them again
 */
export function leaveOutPromiseStacks(): () => void {
  const internals = debuggable as { debuggablePromise: MakePromise };
  const { debuggablePromise } = internals;
  internals.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return () => {
    internals.debuggablePromise = debuggablePromise;
  };
}

/** How serious a message of the program is. */
export type LogLevel = 'debug' | 'info' | 'warning';

/**
 * Takes the program's messages, which Pulumi would write to the console for want of an engine.
 *
 * @returns what gives them back
 */
export function redirectLog(
  log: (severity: LogLevel, message: string) => void,
  error: (message: string) => void,
): () => void {
  const original = { ...pulumi.log };
  const to = (severity: LogLevel) => (message: string) => {
    log(severity, message);
    return Promise.resolve();
  };
  Object.assign(pulumi.log, {
    debug: to('debug'),
    info: to('info'),
    warn: to('warning'),
    error: (message: string) => {
      error(message);
      return Promise.resolve();
    },
  });
  return () => {
    Object.assign(pulumi.log, original);
  };
}
