import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { desiredTenant } from '../../infra/tenant.ts';
import { desiredResources } from '../../src/drift/stack/desired.ts';
import type { Finding } from '../../src/drift/findings/finding.ts';
import { ManagementError } from '../../src/management/management-error.ts';
import { isObject, type Properties, toWire } from '../../src/management/properties/property-rules.ts';
import { resourceType, tokens } from '../../src/management/resources/resource-types.ts';
import { driftTenant } from '../support/tenants/drift-tenant.ts';
import { stackConfig, stacks } from '../support/project/stack-config.ts';

type Deployed = Awaited<ReturnType<typeof driftTenant>>;

/** A resource as it was deployed, and how to change it through the Management API. */
interface Changeable {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
}

const everyStackAndMode = stacks.flatMap((stack) => registrationModes.map((mode) => [stack, mode] as const));
const configOf = (stack: (typeof stacks)[number], mode: string) => ({
  ...stackConfig(stack),
  'omnichat:registration': mode,
});

function changeables({ settings, idOf }: Deployed): readonly Changeable[] {
  return desiredResources(desiredTenant(settings)).map(({ name, type, inputs }) => ({
    name,
    type,
    id: idOf(name),
    inputs: inputs(idOf),
  }));
}

/** Sends one top-level property of a resource, as the provider would. */
async function send(
  { client }: Deployed,
  { type, id }: Changeable,
  name: string,
  from: unknown,
  to: unknown,
) {
  if (type === tokens.connectionClients || type === tokens.rolePermissions) {
    await resourceType(type).update(client, id, {
      desired: { [name]: to },
      live: { [name]: from },
      changed: [name],
      cleared: [],
    });
    return;
  }
  await client.patch(resourceType(type).pathOf(id), toWire({ [name]: to }, resourceType(type).rules));
}

/** A place where a resource can be changed: a value that stands alone, a list of texts, or an item of a list of objects. */
interface Place {
  readonly path: string;
  /** The values it could have instead, to be tried one after the other. */
  readonly others: (deployed: Deployed) => readonly unknown[];
  readonly steps: readonly (string | number)[];
}

const words = [
  [
    'PS256',
    'access_token',
    'access_token_authz',
    'none',
    'client_secret_basic',
    'client_secret_post',
    'spa',
    'native',
  ],
  [
    'non-rotating',
    'rotating',
    'non-expiring',
    'allow',
    'deny',
    'post_login_prompt',
    'fair',
    'audience',
    'compatibility',
  ],
  [
    'require_client_grant',
    'deny_all',
    'true',
    'false',
    'client',
    'user',
    'https://changed.example',
    'changed',
  ],
].flat();

function placesOf(value: unknown, path: string, steps: Place['steps']): readonly Place[] {
  const place = (others: Place['others']) => [{ path, steps, others }];
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isObject)) {
      return value.flatMap((item, index) => [
        // An item that is taken away: its place is its name.
        { path: `${path}[${String(item['name'])}]`, steps, others: () => [value.toSpliced(index, 1)] },
        ...('description' in item
          ? [
              {
                path: `${path}[${String(item['name'])}].description`,
                steps,
                others: () => [value.with(index, { ...item, description: 'changed' })],
              },
            ]
          : []),
      ]);
    }
    return place(({ tenant }) => [
      ...['https://changed.example', 'implicit', 'chat:read', tenant.deployer.clientId].map((added) => [
        ...value,
        added,
      ]),
      value.slice(1),
    ]);
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, member]) =>
      placesOf(member, `${path}.${name}`, [...steps, name]),
    );
  }
  if (typeof value === 'boolean') return place(() => [!value]);
  if (typeof value === 'number') return place(() => [value + 1, value - 1]);
  // A switch with three positions, which the provider writes as text.
  if (value === 'true' || value === 'false') return place(() => [value === 'true' ? 'false' : 'true']);
  return place(() => words.filter((word) => word !== value));
}

function replaced(value: unknown, [step, ...rest]: Place['steps'], to: unknown): unknown {
  return step === undefined
    ? to
    : { ...(value as object), [step]: replaced((value as Properties)[step], rest, to) };
}

/** Changes a place to the first value that the tenant takes; undefined when it takes none, because nobody can change it. */
async function change(
  deployed: Deployed,
  resource: Changeable,
  name: string,
  place: Place,
): Promise<unknown> {
  const before = resource.inputs[name];
  for (const other of place.others(deployed)) {
    const after = replaced(before, place.steps, other);
    if (isDeepStrictEqual(after, before)) continue;
    try {
      await send(deployed, resource, name, before, after);
      return after;
    } catch (error) {
      if (!(error instanceof ManagementError) || error.status === undefined || error.status >= 500)
        throw error;
    }
  }
  return undefined;
}

const named = ({ kind, name, path }: Finding) => `${kind} ${name} ${path ?? ''}`.trim();

/** What cannot be changed as long as the entity lives; the tenant refuses it, so that it cannot drift. */
const immutable: Readonly<Record<string, readonly string[]>> = {
  [tokens.client]: ['isFirstParty'],
  [tokens.clientCredentials]: ['clientId'],
  [tokens.clientGrant]: ['audience', 'clientId', 'defaultFor', 'subjectType'],
  [tokens.resourceServer]: ['identifier'],
  [tokens.resourceServerScopes]: ['resourceServerIdentifier'],
  [tokens.connection]: ['name', 'strategy'],
};

/** What Auth0 holds third-party applications to (Auth0 "Enhanced security for third-party applications"). */
const strict = ['oidcConformant', 'jwtConfiguration.alg', 'refreshToken.expirationType'];

/** What Auth0 demands of an application whose refresh tokens rotate (Auth0 "Configure Refresh Token Rotation"). */
const rotation = ['oidcConformant', 'refreshToken.expirationType'];

const rotates = ({ inputs }: Changeable) =>
  (inputs['refreshToken'] as Properties | undefined)?.['rotationType'] === 'rotating';

/** What a part belongs to: it is where the request goes. */
const owners: Readonly<Record<string, string>> = {
  [tokens.connectionClients]: 'connectionId',
  [tokens.rolePermissions]: 'roleId',
};

/** The stacks have most of their values in common: each place with its value is proved once. */
const proved = new Set<string>();
let changes = 0;
afterAll(() => {
  expect(changes).toBeGreaterThan(150);
});

describe.each(everyStackAndMode)('stack %s with registration %s', (stack, mode) => {
  test('every change of a declared property is found at exactly its path', async () => {
    const deployed = await driftTenant(configOf(stack, mode));
    expect(await deployed.drift()).toEqual({ findings: [], notChecked: [] });

    const resources = changeables(deployed);
    for (const resource of resources) {
      const unchangeable: string[] = [];
      for (const [name, value] of Object.entries(resource.inputs)) {
        const key = `${resource.name} ${name} ${JSON.stringify(value)}`;
        if (owners[resource.type] === name || proved.has(key)) continue;
        for (const place of placesOf(value, name, [])) {
          const after = await change(deployed, resource, name, place);
          if (after === undefined) {
            unchangeable.push(place.path);
            continue;
          }
          changes += 1;
          const { findings, notChecked } = await deployed.drift();
          const consequences = findings.filter((finding) => finding.name !== resource.name);
          const own = findings.filter((finding) => finding.name === resource.name);
          expect(own.map(named), JSON.stringify(after)).toEqual([`changed ${resource.name} ${place.path}`]);
          expect(notChecked).toEqual([]);
          await send(deployed, resource, name, after, value);
          // What an API no longer defines, no grant and no role can hold.
          if (resource.type !== tokens.resourceServerScopes) expect(consequences).toEqual([]);
          for (const { name: other, path = '' } of consequences) {
            const lost = resources.find((each) => each.name === other);
            expect(path).toMatch(/^(scopes|permissions\[.*\])$/);
            const [property = ''] = path.split('[');
            if (lost) await send(deployed, lost, property, [], lost.inputs[property]);
          }
        }
        proved.add(key);
      }
      const refused = [
        ...(immutable[resource.type] ?? []),
        ...(resource.inputs['isFirstParty'] === false ? strict : []),
        ...(rotates(resource) ? rotation : []),
      ];
      expect(refused).toEqual(expect.arrayContaining(unchangeable));
    }
    expect(await deployed.drift()).toEqual({ findings: [], notChecked: [] });
  }, 120_000);
});

test('a change that takes two properties at once is found at both', async () => {
  const deployed = await driftTenant(stackConfig('local'));
  const application = changeables(deployed).find(
    (resource) => rotates(resource) && resource.inputs['isFirstParty'] !== false,
  );
  assert(application);
  const before = application.inputs['refreshToken'] as Properties;
  const after = { ...before, rotationType: 'non-rotating', expirationType: 'non-expiring' };
  await send(deployed, application, 'refreshToken', before, after);
  const { findings } = await deployed.drift();
  expect(findings.map(named)).toEqual([
    `changed ${application.name} refreshToken.rotationType`,
    `changed ${application.name} refreshToken.expirationType`,
  ]);
});
