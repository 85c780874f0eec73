import { describe, expect, test } from 'vitest';
import { encrypted } from '../../src/drift/stack/applied.ts';
import { parseExportedState } from '../../src/drift/stack/exported-state.ts';

const secret = (content: object) => ({
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ...content,
});

const urn = (type: string, name: string, stack = 'dev') =>
  `urn:pulumi:${stack}::omnichat-auth0::${type}::${name}`;

const credentials = (clientSecret: unknown) => ({
  urn: urn(
    'omnichat:auth0:Application$auth0:index/clientCredentials:ClientCredentials',
    'connector-credentials',
  ),
  custom: true,
  id: 'client-id',
  type: 'auth0:index/clientCredentials:ClientCredentials',
  inputs: { __defaults: [], authenticationMethod: 'client_secret_post', clientId: 'client-id' },
  outputs: { authenticationMethod: 'client_secret_post', clientSecret },
});

const exported = (...resources: readonly object[]) =>
  JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });

describe('an exported state', () => {
  test('gives the resources of the provider, without components, providers and what is yet to be deleted', () => {
    const state = exported(
      { urn: urn('pulumi:pulumi:Stack', 'omnichat-auth0-dev'), custom: false, type: 'pulumi:pulumi:Stack' },
      {
        urn: urn('pulumi:providers:auth0', 'default_3_49_0'),
        custom: true,
        id: 'x',
        type: 'pulumi:providers:auth0',
      },
      {
        urn: urn('auth0:index/role:Role', 'reader'),
        custom: true,
        id: 'rol_old',
        delete: true,
        type: 'auth0:index/role:Role',
      },
      {
        urn: urn('auth0:index/role:Role', 'reader'),
        custom: true,
        id: 'rol_1',
        type: 'auth0:index/role:Role',
        inputs: { name: 'R' },
      },
    );
    expect(parseExportedState(state, 'dev', 'state.json')).toEqual({
      source: 'state',
      resources: [
        { type: 'auth0:index/role:Role', name: 'reader', id: 'rol_1', inputs: { name: 'R' }, outputs: {} },
      ],
    });
  });

  test('keeps what is encrypted apart from what --show-secrets shows', () => {
    const [hidden] = parseExportedState(
      exported(credentials(secret({ ciphertext: 'v1:x:y' }))),
      'dev',
      'state.json',
    ).resources;
    expect(hidden?.outputs['clientSecret']).toBe(encrypted);
    const [shown] = parseExportedState(
      exported(credentials(secret({ plaintext: '"in plain"' }))),
      'dev',
      'state.json',
    ).resources;
    expect(shown?.outputs['clientSecret']).toBe('in plain');
  });

  test('of a stack that was never deployed is empty', () => {
    expect(parseExportedState('{"version":3,"deployment":{}}', 'dev', 'state.json').resources).toEqual([]);
  });

  test.each([
    ['{', 'state.json is not JSON. It must be what this prints: pulumi stack export -s dev'],
    [
      '{"version":2,"deployment":{}}',
      'state.json is not the state of a stack: version is not 3. Export it with a Pulumi CLI of version 3. It must be what this prints: pulumi stack export -s dev',
    ],
    [
      exported({
        urn: urn('auth0:index/role:Role', 'reader', 'prod'),
        custom: true,
        type: 'auth0:index/role:Role',
      }),
      'state.json is of the stack prod, not of dev. It must be what this prints: pulumi stack export -s dev',
    ],
  ])('that cannot be used is refused: %s', (text, message) => {
    expect(() => parseExportedState(text, 'dev', 'state.json')).toThrow(
      expect.objectContaining({ code: 'EXPORTED_STATE_INVALID', message }) as Error,
    );
  });
});
