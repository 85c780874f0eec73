import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromWire,
  type PropertyRules,
  pulumiName,
  toWire,
  wireName,
} from '../../../src/management/properties/property-rules.ts';
import { checkSupported } from '../../../src/management/resources/resource-type.ts';
import { resourceType, resourceTypes } from '../../../src/management/resources/resource-types.ts';

test.each([
  ['jwtConfiguration', 'jwt_configuration'],
  ['isTokenEndpointIpHeaderTrusted', 'is_token_endpoint_ip_header_trusted'],
  ['enableIdtokenApi2', 'enable_idtoken_api2'],
  ['sha256CertFingerprints', 'sha256_cert_fingerprints'],
  ['name', 'name'],
])('%s is %s on the wire, and back', (pulumi, wire) => {
  expect(wireName(pulumi)).toBe(wire);
  expect(pulumiName(wire)).toBe(pulumi);
});

const rules: PropertyRules = {
  scopes: { members: { name: { wire: 'value' } } },
  crossOriginAuth: { wire: 'cross_origin_authentication' },
  clientMetadata: { as: 'map' },
  sink: { as: 'verbatim', members: { hookUrlWo: { unsupported: 'is never in any state.' } } },
  prompt: { as: 'triState' },
  mtls: { as: 'switchable' },
  histories: { wire: 'history', as: 'single' },
  secretKey: { hidden: true },
  old: { unsupported: 'is gone.' },
};

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['the default name', { refreshToken: { tokenLifetime: 1 } }, { refresh_token: { token_lifetime: 1 } }],
  ['a name of its own', { crossOriginAuth: true }, { cross_origin_authentication: true }],
  [
    'members of each item',
    { scopes: [{ name: 'a' }, { name: 'b' }] },
    { scopes: [{ value: 'a' }, { value: 'b' }] },
  ],
  ['a map, whatever its keys', { clientMetadata: { aB: 'x' } }, { client_metadata: { aB: 'x' } }],
  ['camelCase on the wire', { sink: { httpUrl: [{ aB: 1 }] } }, { sink: { httpUrl: [{ aB: 1 }] } }],
  ['a boolean in a text', { prompt: 'false' }, { prompt: false }],
  ['nothing in a text', { prompt: 'null' }, { prompt: null }],
  ['an object in a list', { histories: [{ enableIt: true }] }, { history: { enable_it: true } }],
  [
    'empty values',
    { list: [], text: '', flag: false, count: 0 },
    { list: [], text: '', flag: false, count: 0 },
  ],
])('carries %s to the wire and back', (_, properties, wire) => {
  expect(toWire(properties, rules)).toEqual(wire);
  expect(fromWire(wire, rules)).toEqual(properties);
});

test('sends null for what is switched off, and no switch for what is on', () => {
  expect(toWire({ mtls: { disable: true } }, rules)).toEqual({ mtls: null });
  expect(toWire({ mtls: { disable: false, enableEndpointAliases: true } }, rules)).toEqual({
    mtls: { enable_endpoint_aliases: true },
  });
});

test('shows neither hidden properties nor nulls', () => {
  expect(fromWire({ secret_key: 'x', name: 'a', gone: null }, rules)).toEqual({ name: 'a' });
});

test.each([
  [{ old: 1 }, 'old is gone. Leave it out, or deploy with the Pulumi CLI (--engine pulumi).'],
  [{ sink: { hookUrlWo: 1 } }, 'hookUrlWo is never in any state.'],
])('refuses %j', (properties, message) => {
  expect(() => toWire(properties, rules)).toThrow(message);
});

const words = fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/), { minLength: 1, maxLength: 4 });
const name = words.map(
  ([first = 'a', ...rest]) =>
    first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
);
const scalar = fc.oneof(fc.string(), fc.boolean(), fc.integer());
const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
  tree: fc.dictionary(
    name,
    fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar), tie('tree'), fc.array(tie('tree'))),
  ),
}));

test('comes back from the wire as it went, whatever the properties', () => {
  fc.assert(
    fc.property(tree, (properties) => {
      expect(fromWire(toWire(properties, {}), {})).toEqual(properties);
    }),
    { numRuns: 40 },
  );
});

test('every rule of every resource type comes back from the wire', () => {
  for (const type of resourceTypes) {
    for (const [property, rule] of Object.entries(type.rules)) {
      if (rule.unsupported || rule.hidden) continue;
      const value = rule.as === 'triState' ? 'true' : rule.as === 'single' ? [{ a: 1 }] : { a: 1 };
      expect(fromWire(toWire({ [property]: value }, type.rules), type.rules)).toEqual({ [property]: value });
    }
  }
});

describe('resource types', () => {
  test('are found by their token', () => {
    expect(resourceType('auth0:index/clientGrant:ClientGrant').token).toBe(
      'auth0:index/clientGrant:ClientGrant',
    );
    expect(new Set(resourceTypes.map(({ token }) => token)).size).toBe(20);
  });

  test('that are unknown are an error that names the known ones', () => {
    expect(() => resourceType('auth0:index/guardian:Guardian')).toThrow(
      /^Resources of type auth0:index\/guardian:Guardian cannot be carried out .* Known are: auth0:index\/client:Client, /,
    );
  });

  test('refuse what only the official provider carries', () => {
    const credentials = resourceType('auth0:index/clientCredentials:ClientCredentials');
    expect(() => checkSupported(credentials, { clientId: 'a', privateKeyJwt: {} })).toThrow(
      'privateKeyJwt needs keys',
    );
    const connection = resourceType('auth0:index/connection:Connection');
    expect(() => checkSupported(connection, { strategy: 'oidc', options: {} })).toThrow(
      'options has names of its own',
    );
    expect(() => checkSupported(connection, { strategy: 'auth0', options: {} })).not.toThrow();
  });
});
