import type { ManagementClient } from '../../management/management-client.ts';
import type { StackFile } from '../stack-file.ts';
import { checkRunnable, type EmbeddedRunOptions, programRun } from './embedded-run.ts';
import type { Registered } from './program/pulumi-internals.ts';
import { recordResource } from './record/record.ts';
import type { Registration } from './program/registration.ts';
import { openSession } from './session.ts';

/** What to take over, and where it is recorded. */
interface AdoptionOptions extends Pick<EmbeddedRunOptions, 'program' | 'onMessage'> {
  readonly stackFile: StackFile;
  /** Of the tenant that `auth0:domain` names; the caller closes it. */
  readonly client: ManagementClient;
  /** The caller holds the lock on it. */
  readonly recordFile: string;
  /** What the tenant holds, by the type and the logical name of what it is to be. */
  readonly found: readonly { readonly type: string; readonly name: string; readonly id: string }[];
}

/**
 * Takes what a tenant holds into the record, as if an earlier run had made it: what was applied counts as unknown, so that the
 * next preview shows all in which it is not as declared. Changes the record alone, never the tenant.
 *
 * @throws {EmbeddedRunError} when the program refuses, or cannot be carried out
 */
export async function adoptIntoRecord(options: AdoptionOptions): Promise<void> {
  const { stackFile, client, recordFile, found } = options;
  checkRunnable(stackFile, client);
  const session = await openSession(client, recordFile, stackFile);
  const register = async (registration: Registration): Promise<Registered> => {
    const { urn, type, name, inputs, secrets, dependencies, protect, retainOnDelete } = registration;
    const match = found.find((each) => each.type === type && each.name === name);
    if (match !== undefined) {
      const declared = { urn, type, name, secrets, dependencies, protect, retainOnDelete };
      recordResource(session.record, { ...declared, id: match.id, inputs: {}, outputs: {} });
    }
    const recorded = session.record.resources.find((resource) => resource.urn === urn);
    const live = recorded && (await session.live(recorded));
    return { id: recorded?.id, values: { ...live, ...inputs }, secrets };
  };
  const run = await programRun(options);
  await run({ preview: true, register });
  await session.file.save();
}
