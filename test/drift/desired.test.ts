import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { desiredResources } from '../../src/drift/stack/desired.ts';
import { registeredProgram } from '../support/pulumi/registered-program.ts';
import { hardened, joining, stackConfig, stacks } from '../support/project/stack-config.ts';

const everyStackAndMode = stacks.flatMap((stack) => [
  ...registrationModes.map((mode) => [stack, { 'omnichat:registration': mode }] as const),
  [stack, { 'omnichat:registration': 'off', 'omnichat:clientIdMetadataDocuments': 'true' }] as const,
  [stack, hardened] as const,
  [stack, joining] as const,
]);

test.each(everyStackAndMode)(
  'stack %s with %j: the resources are those that the program registers, with the same inputs and components',
  async (stack, further) => {
    const config: Record<string, string> = { ...stackConfig(stack), ...further };
    const { registrations } = await registeredProgram(stack, config);
    const registered = registrations
      .filter(({ type }) => !type.startsWith('omnichat:'))
      .map(({ name, type, inputs, parent }) => ({ name, type, inputs, parent }));

    // Under mocks an application's client id and its id differ; everything else is referred to by its id.
    const idOf = (name: string) =>
      registered.some((each) => each.name === name && each.type.endsWith(':Client'))
        ? `${name}-client-id`
        : `${name}-id`;
    const desired = desiredResources(desiredTenant(parseSettings(config, stack))).map(
      ({ name, type, inputs, component }) => ({
        name,
        type,
        inputs: inputs(idOf),
        parent: component && `${component.type}::${component.name}`,
      }),
    );
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    expect(desired.toSorted(byName)).toEqual(registered.toSorted(byName));
  },
);
