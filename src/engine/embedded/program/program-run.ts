import * as pulumi from '@pulumi/pulumi';
import { EmbeddedRunError } from '../embedded-run-error.ts';
import { Failure } from '../failure.ts';
import {
  leaveOutDynamicProviders,
  leaveOutPromiseStacks,
  type LogLevel,
  redirectLog,
  type Registered,
  takeRegistrations,
} from './pulumi-internals.ts';
import type { Program } from './program.ts';
import { decodeProperties, type PropertyValues } from './property-values.ts';
import { type Registration, registrationOf } from './registration.ts';

/** One pass over a program. */
export interface ProgramRun {
  readonly program: Program;
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly preview: boolean;
  /** Called for every resource but components, as soon as what it depends on is there. */
  readonly register: (registration: Registration) => Promise<Registered>;
  readonly log: (severity: LogLevel, message: string) => void;
}

let previousRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a program under Pulumi's in-process test runtime and resolves with the stack outputs once every registration is
 * through. Pulumi's runtime is one for the process: runs wait for each other.
 *
 * @throws {EmbeddedRunError} `PROGRAM_REFUSED` when the program throws a `RunError` or logs an error; any other error as it
 *   was thrown, by the program or by `register`. After the first one nothing is registered any more.
 */
export function runProgram(run: ProgramRun): Promise<PropertyValues> {
  const next = previousRun.then(() => runAlone(run));
  previousRun = next.catch(() => undefined);
  return next;
}

async function runAlone({
  program,
  project,
  stack,
  config,
  preview,
  register,
  log,
}: ProgramRun): Promise<PropertyValues> {
  const failure = new Failure();
  const call: pulumi.runtime.Mocks['call'] = ({ token }) => failure.stopWith(unsupportedCall(token));
  await pulumi.runtime.setMocks(
    { call, newResource: ({ type, name }) => failure.stopWith(unsupportedCall(`get of ${type} ${name}`)) },
    project,
    stack,
    preview,
  );
  pulumi.runtime.setAllConfig({ ...config });
  takeRegistrations(async (request) => {
    if (failure.happened) return failure.standstill();
    try {
      const registration = registrationOf(request, project, stack);
      const registered = registration.custom ? await register(registration) : { values: {}, secrets: [] };
      return failure.happened ? failure.standstill() : { urn: registration.urn, ...registered };
    } catch (error) {
      return failure.stopWith(error);
    }
  });

  const restoreProviders = leaveOutDynamicProviders();
  const restoreStacks = leaveOutPromiseStacks();
  const restoreLog = redirectLog(log, (message) =>
    failure.record(new EmbeddedRunError('PROGRAM_REFUSED', message)),
  );
  const onRejection = (reason: unknown) => failure.record(reason);
  process.on('unhandledRejection', onRejection);
  try {
    return await Promise.race([failure.promise, outputsOf(program)]);
  } catch (error) {
    // Else Pulumi complains of the registrations that stand still when the process ends.
    pulumi.runtime.terminateRpcs();
    throw pulumi.RunError.isInstance(error)
      ? new EmbeddedRunError('PROGRAM_REFUSED', error.message.replace(serializationTrail, ''), {
          cause: error,
        })
      : error;
  } finally {
    // What the failure made reject is reported in the next turn of the event loop.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off('unhandledRejection', onRejection);
    restoreLog();
    restoreStacks();
    restoreProviders();
  }
}

async function outputsOf(program: Program): Promise<PropertyValues> {
  const outputs = (await program()) ?? {};
  const encoded = await pulumi.runtime.serializeProperties('outputs', outputs);
  await pulumi.runtime.disconnect();
  return decodeProperties(encoded);
}

function unsupportedCall(what: string): EmbeddedRunError {
  return new EmbeddedRunError(
    'CALL_UNSUPPORTED',
    `The program reads from the provider (${what}), which the embedded engine does not carry out. ` +
      'Take it out, or deploy with the Pulumi CLI (--engine pulumi).',
  );
}

/** What Pulumi puts before the message of an error that passes through a property. */
const serializationTrail = /^(error serializing property "[^"]*": )+/;
