import { expect, test } from 'vitest';
import { parseSettings } from '../../infra/settings/settings.ts';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { desiredResources } from '../../src/drift/stack/desired.ts';
import { judgements } from '../../src/drift/judgements/judgements.ts';
import { isObject, type Properties } from '../../src/management/properties/property-rules.ts';
import { leftToAuth0, leftToAuth0ForThirdParties } from '../support/verify/left-to-auth0.ts';
import { argumentsOf, membersOf, type ProviderArgument } from '../support/pulumi/provider-arguments.ts';
import { hardened, joining, stackConfig, stacks } from '../support/project/stack-config.ts';
import { isToken, resourceType, tokens } from '../../src/management/resources/resource-types.ts';

const furthers: readonly Record<string, string>[] = [
  ...registrationModes.map((mode) => ({
    'omnichat:registration': mode,
    'omnichat:clientIdMetadataDocuments': 'true',
  })),
  hardened,
  joining,
];

const resources = stacks.flatMap((stack) =>
  furthers.flatMap((further) => {
    const settings = parseSettings({ ...stackConfig(stack), ...further }, stack);
    return desiredResources(desiredTenant(settings)).map(({ type, inputs }) => ({
      type,
      inputs: inputs((name) => name),
    }));
  }),
);

/** The provider's arguments that a value does not state; of those that it states, their members. */
function unstated(declared: readonly ProviderArgument[], value: Properties, prefix = ''): readonly string[] {
  return declared.flatMap(({ name, members }) => {
    if (!(name in value)) return [prefix + name];
    const [stated] = [value[name]].flat();
    return members !== undefined && isObject(stated)
      ? unstated(membersOf(members), stated, `${prefix}${name}.`)
      : [];
  });
}

test.each(Object.values(tokens).filter((token) => !resourceType(token).hasOwnProvider))(
  '%s: every property that the provider knows is stated, or left to Auth0 with a reason',
  (token) => {
    const declared = argumentsOf(token);
    const left = new Set<string>();
    for (const { inputs } of resources.filter(({ type }) => type === token)) {
      const exempt = inputs['isFirstParty'] === false ? leftToAuth0ForThirdParties : [];
      for (const name of unstated(declared, inputs)) if (!exempt.includes(name)) left.add(name);
    }
    const listed = Object.values(leftToAuth0[token] ?? {}).flat();
    expect([...left].toSorted()).toEqual(listed.toSorted());
    expect(new Set(listed).size).toBe(listed.length);
  },
  30_000,
);

test('what is said of third parties is so', () => {
  const declared = argumentsOf(tokens.client);
  const thirdParties = resources.filter(
    ({ type, inputs }) => type === tokens.client && inputs['isFirstParty'] === false,
  );
  expect(thirdParties.length).toBeGreaterThan(0);
  for (const { inputs } of thirdParties) {
    expect(unstated(declared, inputs)).toEqual(expect.arrayContaining(leftToAuth0ForThirdParties));
  }
});

test('what drift is said to report has a rule', () => {
  for (const [token, reasons] of Object.entries(leftToAuth0)) {
    const watched = reasons['none unless somebody sets it, and drift reports it then'] ?? [];
    const ruled = (isToken(token) ? judgements[token].safety : []).map(({ path }) => path);
    const isRuled = (name: string) => ruled.some((path) => path === name || path.startsWith(`${name}.`));
    expect(watched.filter((name) => !isRuled(name))).toEqual([]);
  }
});
