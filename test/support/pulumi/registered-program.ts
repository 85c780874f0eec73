import type { Session } from 'node:inspector';
import { promisify } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import hooks from '@pulumi/pulumi/runtime/closure/v8Hooks.js';
import { vi } from 'vitest';
import program from '../../../infra/index.ts';
import {
  leaveOutDynamicProviders,
  leaveOutPromiseStacks,
} from '../../../src/engine/embedded/program/pulumi-internals.ts';

/** What the program asked the engine to register, as the engine sees it before any provider does. */
export interface Registration {
  /** Without stack and project: `ParentType$Type::name`. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Of a dynamic resource, where that was asked for: its provider, as Pulumi keeps it in the state and runs it. */
  readonly provider?: string;
  /** The component's `urn`, where there is one. */
  readonly parent?: string;
  /** Each shortened like `urn`. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
}

export interface RegisteredProgram {
  readonly registrations: readonly Registration[];
  /** Empty in a preview, where what resources give is unknown. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
  readonly warnings: readonly string[];
}

export interface RefusedProgram {
  readonly registrations: readonly Registration[];
  /** What the program threw, or what its resources left unhandled, each message once. */
  readonly errors: readonly Error[];
}

interface Run {
  readonly preview?: boolean;
  /** What "Auth0" answers as the client secret of every application. */
  readonly clientSecret?: string;
  /** Has Pulumi make the text of dynamic resources' providers, which takes longer than all else. @default false */
  readonly providers?: boolean;
}

/**
 * Runs the program under Pulumi's in-process test runtime. Mocks run no transforms, no provider checks and no provider
 * defaults, and know none of `protect`, `retainOnDelete` and
 * `deleteBeforeReplace`: what those do is proved by whole runs.
 *
 * @param config the stack's configuration, encoded as Pulumi encodes it
 */
export async function registeredProgram(
  stack: string,
  config: Record<string, string>,
  run: Run = {},
): Promise<RegisteredProgram> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const restore = await leaveOut(run);
  try {
    const registrations = await startRuntime(stack, config, run);
    const outputs = await program();
    await pulumi.runtime.disconnect();
    const secret = await Promise.all(
      Object.entries(outputs).map(async ([name, value]) =>
        pulumi.Output.isInstance(value) && (await pulumi.isSecret(value)) ? [name] : [],
      ),
    );
    return {
      registrations,
      outputs: run.preview === true ? {} : await settled(outputs),
      secretOutputs: secret.flat(),
      warnings: warn.mock.calls.map(([message]) => String(message)),
    };
  } finally {
    await restore();
    warn.mockRestore();
  }
}

/**
 * Runs the program as {@link registeredProgram} does, and hands over why it failed. Pulumi fails a run on what is left
 * unhandled too, so that such errors are collected here in place of the test runner, which would fail the test for them.
 */
export async function refusedProgram(
  stack: string,
  config: Record<string, string>,
  run: Run = {},
): Promise<RefusedProgram> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const errors = new Map<string, Error>();
  const collect = (error: unknown) => {
    if (!(error instanceof Error)) throw new TypeError(`not an error: ${String(error)}`);
    errors.set(error.message, error);
  };
  const listeners = process.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', collect);
  const restore = await leaveOut(run);
  try {
    const registrations = await startRuntime(stack, config, run);
    await program().catch(collect);
    await pulumi.runtime.disconnect();
    await new Promise(setImmediate);
    if (errors.size === 0) throw new Error('the program was not refused');
    return { registrations, errors: [...errors.values()] };
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    await restore();
    warn.mockRestore();
  }
}

async function leaveOut({ providers = false }: Run): Promise<() => Promise<void>> {
  const restoreStacks = leaveOutPromiseStacks();
  const restoreProviders: () => Promise<void> | void = providers
    ? await listen()
    : leaveOutDynamicProviders();
  return async () => {
    restoreStacks();
    await restoreProviders();
  };
}

/** Pulumi listens to V8 as debuggers do, and never ends: all that the process does from then on takes longer by a tenth. */
async function listen(): Promise<() => Promise<void>> {
  const session = await (hooks as { getSessionAsync?(): Promise<Session> }).getSessionAsync?.();
  const tell = promisify((method: string, done: (error: Error | null) => void) =>
    session?.post(method, done),
  );
  await tell('Debugger.enable');
  return () => tell('Debugger.disable');
}

async function startRuntime(
  stack: string,
  config: Record<string, string>,
  { preview = false, clientSecret = 'a secret' }: Run,
): Promise<readonly Registration[]> {
  pulumi.runtime.setAllConfig(config);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, type, inputs }) => ({
        id: preview ? undefined : `${name}-id`,
        state: {
          ...(inputs as Record<string, unknown>),
          ...(!preview && type.endsWith(':Client') && { clientId: `${name}-client-id` }),
          ...(!preview && type.endsWith(':ClientCredentials') && { clientSecret }),
        },
      }),
      call: ({ token }) => {
        throw new Error(`unplanned provider call ${token}`);
      },
    },
    'omnichat-auth0',
    stack,
    preview,
  );
  return recordRegistrations();
}

function settled(outputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    pulumi.output(outputs).apply(resolve);
  });
}

interface RegisterResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
}

/** The mocks' `newResource` sees neither parent nor dependencies nor options; the monitor's request has them all. */
function recordRegistrations(): readonly Registration[] {
  const registrations: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: RegisterResourceRequest, callback: (...args: unknown[]) => void): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const type = request.getType();
    if (type !== stackType) registrations.push(registrationOf(request));
    return register(request, callback);
  };
  return registrations;
}

function registrationOf(request: RegisterResourceRequest): Registration {
  const type = request.getType();
  const name = request.getName();
  const parent = shortened(request.getParent());
  const [parentType = ''] = parent.split('::');
  const { __provider: provider, ...inputs } = request.getObject().toJavaScript();
  const isChild = parentType !== '' && parentType !== stackType;
  return {
    urn: `${isChild ? `${parentType}$` : ''}${type}::${name}`,
    type,
    name,
    inputs,
    ...(typeof provider === 'string' && provider !== '' && { provider }),
    ...(isChild && { parent }),
    dependencies: request.getDependenciesList().map(shortened),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
  };
}

const stackType = 'pulumi:pulumi:Stack';

/** The mocks leave the stack in the types of a URN, which Pulumi does not. */
function shortened(urn: string): string {
  return urn.split('::').slice(2).join('::').replace(`${stackType}$`, '');
}
