import type { ResourceValidationArgs } from '@pulumi/policy';
import { describe, expect, test } from 'vitest';
import { registrationModes } from '../../infra/settings/tenant-settings.ts';
import { policies } from '../../policy/policies.ts';
import { registeredProgram } from '../support/pulumi/registered-program.ts';
import { stackConfig, stacks } from '../support/project/stack-config.ts';

class NotApplicable extends Error {}

const notApplicable = () => {
  throw new NotApplicable();
};

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
  readonly protect: boolean;
}

/** What Pulumi hands to a policy about one resource. */
const argsOf = ({ type, name, props, protect }: Resource): ResourceValidationArgs => ({
  type,
  name,
  props,
  urn: `urn:pulumi:prod::omnichat-auth0::${type}::${name}`,
  opts: {
    protect,
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  },
  stackTags: new Map(),
  isType: (resourceClass) => '__pulumiType' in resourceClass && resourceClass.__pulumiType === type,
  asType: () => undefined,
  getConfig: notApplicable,
  notApplicable,
});

/** What every policy reports of a resource, those that are off by default included. */
async function violationsOf(resource: Resource): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const { name, validateResource = [] } of policies) {
    for (const validate of [validateResource].flat()) {
      try {
        await validate(argsOf(resource), (message) => violations.push(`${name}: ${message}`));
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
      }
    }
  }
  return violations;
}

test.each(stacks.flatMap((stack) => registrationModes.map((mode) => [stack, mode] as const)))(
  'no policy is violated by what the program registers on %s with registration %s, but for what is of production',
  async (stack, mode) => {
    const config = { ...stackConfig(stack), 'omnichat:registration': mode };
    const { registrations } = await registeredProgram(stack, config);
    const violations = await Promise.all(
      registrations.map(({ inputs, ...resource }) => violationsOf({ ...resource, props: inputs })),
    );
    const broken = violations.flat();
    expect(stack === 'prod' ? broken : broken.filter((each) => !each.startsWith('production-'))).toEqual([]);
  },
);

test('what holds in production alone has to be turned on', () => {
  expect(
    policies.filter(({ enforcementLevel }) => enforcementLevel === 'disabled').map(({ name }) => name),
  ).toEqual(['production-urls', 'production-protection']);
});

describe('a resource of another program violates', () => {
  const client = 'auth0:index/client:Client';
  const safe = {
    grantTypes: ['authorization_code'],
    callbacks: ['https://example.com/callback'],
    jwtConfiguration: { alg: 'RS256' },
  };

  test.each<[policy: string, type: string, props: Record<string, unknown>, named: string]>([
    ['production-urls', client, { ...safe, callbacks: ['http://example.com'] }, 'has http://example.com'],
    ['wildcards', client, { ...safe, webOrigins: ['https://*.example.com'] }, 'https://*.example.com'],
    ['grant-types', client, { ...safe, grantTypes: ['authorization_code', 'password'] }, 'password'],
    ['signing-algorithm', client, { ...safe, jwtConfiguration: { alg: 'HS256' } }, 'jwtConfiguration.alg'],
    ['signing-algorithm', 'auth0:index/resourceServer:ResourceServer', { identifier: 'x' }, 'signingAlg'],
    ['callbacks', client, { ...safe, callbacks: [] }, 'nobody can log in'],
    [
      'management-grant',
      'auth0:index/clientGrant:ClientGrant',
      { audience: 'https://example.eu.auth0.com/api/v2/', scopes: ['create:clients', 'read:users'] },
      'may have read:users',
    ],
  ])('%s', async (policy, type, props, named) => {
    const violations = await violationsOf({ type, name: 'theirs', props, protect: true });
    expect(violations).toEqual([expect.stringMatching(`^${policy}: theirs `)]);
    expect(violations).toEqual([expect.stringContaining(named)]);
  });

  test('production-protection', async () => {
    const role = { type: 'auth0:index/role:Role', name: 'theirs', props: {} };
    expect(await violationsOf({ ...role, protect: false })).toEqual([
      expect.stringMatching('^production-protection: theirs is not protected'),
    ]);
    expect(await violationsOf({ ...role, protect: true })).toEqual([]);
  });
});
